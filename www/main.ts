/** The page: the console element on an emulator in this page, with sliders for faults and for time. */

import "alicloud-traffic-mirror/console";
import { type Settings, SLIDERS } from "./faults.js";
import { addSessions, client, keepState, settings, startOver } from "./service.js";
import { type Key, type Language, texts } from "./texts.js";

const element = found<HTMLElementTagNameMap["traffic-mirror-console"]>("traffic-mirror-console");
const language = found<HTMLSelectElement>("#language");
const theme = found<HTMLSelectElement>("#theme");
/** Its value names what stands in an element. */
const TEXT = "text";
const address = new URLSearchParams(location.search);

element.pollMs = 1_500;
element.client = client;
language.value = address.get("lang") ?? (navigator.language.startsWith("zh") ? "zh" : "en");
theme.value = address.get("theme") ?? "";
language.addEventListener("change", speak);
theme.addEventListener("change", paint);
found("#more").addEventListener("click", () => addSessions(50));
found("#again").addEventListener("click", () => {
  startOver();
  location.reload();
});
// On a small screen the sessions come first to the eye.
found<HTMLDetailsElement>("#laboratory").open = innerWidth > 900;
makeSliders();
speak();
paint();
keepState();

function makeSliders(): void {
  for (const { name, max, step } of SLIDERS) {
    const text = document.createElement("span");
    text.dataset[TEXT] = name;
    const output = document.createElement("output");
    const input = document.createElement("input");
    Object.assign(input, {
      type: "range",
      id: `slider-${name}`,
      min: "0",
      max: String(max),
      step: String(step),
    });
    input.value = String(settings[name]);
    input.addEventListener("input", () => {
      settings[name] = Number(input.value);
      show(name, input, output);
    });
    show(name, input, output);
    const label = document.createElement("label");
    label.append(text, output, input);
    found("#sliders").append(label);
  }
}

function show(name: keyof Settings, input: HTMLInputElement, output: HTMLOutputElement): void {
  const value = settings[name];
  const unit = SLIDERS.find((slider) => slider.name === name)?.unit ?? "";
  output.value = `${value}${unit}`;
  input.setAttribute("aria-valuetext", output.value);
}

function speak(): void {
  const chosen: Language = language.value === "zh" ? "zh" : "en";
  language.value = chosen;
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
  element.lang = document.documentElement.lang;
  for (const place of document.querySelectorAll<HTMLElement>("[data-text]")) {
    place.textContent = texts[chosen][place.dataset[TEXT] as Key];
  }
}

function paint(): void {
  for (const target of [element, document.documentElement]) {
    target.setAttribute(target === element ? "theme" : "data-theme", theme.value);
  }
}

function found<Type extends HTMLElement = HTMLElement>(selector: string): Type {
  const element = document.querySelector<Type>(selector);
  if (element === null) {
    throw new Error(`index.html has no ${selector}`);
  }
  return element;
}
