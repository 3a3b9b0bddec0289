/** `<traffic-mirror-console>`: the shell. It holds the state, and draws what the views make of it. */

import { TrafficMirrorClient, type TrafficMirrorSession } from "alicloud-traffic-mirror";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Context, Keys, Tab } from "./context.js";
import { Focus, moveTabs, showDialogs } from "./focus.js";
import { nearestLang, type Words, wordsFor } from "./i18n/language.js";
import { Deletions } from "./model/deletions.js";
import { Feed } from "./model/feed.js";
import { Inspector } from "./model/inspector.js";
import { listed, NO_SEARCH, type Search, searchable } from "./model/search.js";
import { Teardown } from "./model/teardown.js";
import { Teller } from "./model/teller.js";
import { styles } from "./styles/index.js";
import { deletionsView } from "./views/deletions.js";
import { dialogs } from "./views/dialogs.js";
import { inspectorView } from "./views/inspector.js";
import { keysForm } from "./views/keys.js";
import { sessionsView } from "./views/sessions.js";

/** Timers take no longer time: with more they fire at once. */
const LONGEST_MS = 2 ** 31 - 1;
const TABS = ["sessions", "deletions", "inspector"] as const;

export class TrafficMirrorConsoleElement extends LitElement implements Context {
  static override readonly styles = styles;
  static override readonly properties = {
    client: { attribute: false, noAccessor: true },
    lang: { type: String, reflect: true },
    theme: { type: String, reflect: true },
    endpoint: { type: String },
    pollMs: { type: Number, attribute: "poll-ms" },
    tab: { state: true },
    search: { state: true },
    ticked: { state: true },
    opened: { state: true },
    keysError: { state: true },
    said: { state: true },
  };

  declare lang: string;
  declare theme: string | null;
  declare endpoint: string | null;
  declare pollMs: number;
  declare tab: Tab;
  declare search: Search;
  declare ticked: ReadonlySet<string>;
  declare opened: string | undefined;
  declare keysError: unknown;
  declare said: string;

  ownKeys = false;
  words: Words = wordsFor();
  readonly #changed = (): void => this.requestUpdate();
  readonly feed = new Feed(this.#changed);
  readonly deletions: Deletions = new Deletions(this.#changed, ({ kind, name, ids, outcome }) => {
    this.feed.poke();
    if (kind === "session") {
      this.#toldOfSession(name, ids, outcome);
    }
  });
  readonly teardown: Teardown = new Teardown(this.deletions, this.#changed, (news) => {
    this.said = this.#teller.sentence(this.words, news) ?? this.said;
    if ("calls" in news) {
      this.ticked = new Set();
      this.feed.poke();
      this.#dispatch("teardown-finished", { report: news });
    }
  });
  readonly inspector = new Inspector(this.#changed);
  readonly #focus = new Focus(this);
  #client: TrafficMirrorClient | undefined;
  #started: TrafficMirrorClient | undefined;
  readonly #teller = new Teller();

  constructor() {
    super();
    this.pollMs = 5_000;
    this.tab = "sessions";
    this.search = NO_SEARCH;
    this.ticked = new Set();
    this.said = "";
    this.feed.expecting = () => this.deletions.running;
    this.deletions.missed = () => this.feed.poke();
  }

  get client(): TrafficMirrorClient | undefined {
    return this.#client;
  }

  /** `null`, as frameworks say it, is no client too. */
  set client(client: TrafficMirrorClient | null | undefined) {
    const before = this.#client;
    this.#client = client ?? undefined;
    this.requestUpdate("client", before);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow();
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.words = wordsFor(this.lang, nearestLang(this), navigator.language);
    this.feed.idleMs = Math.min(Math.max(250, this.pollMs || 5_000), LONGEST_MS);
    if (changed.has("client")) {
      if (this.client !== this.#own) {
        this.#forgetOwn();
      }
      this.search = NO_SEARCH;
      this.#follow();
    }
    this.search = searchable(this.search, this.feed);
    this.ticked = listed(this.ticked, this.feed, this.deletions.leaving);
    this.#focus.remember();
  }

  protected override updated(): void {
    showDialogs(this.renderRoot);
    this.#focus.restore();
  }

  protected override render(): TemplateResult {
    const { t, tag } = this.words;
    return html`<div class="console" lang=${tag} dir="ltr">
      <header class="bar">
        <h2>${t.title}</h2>
        ${
          this.client === undefined
            ? nothing
            : html`<span class="chip" title=${t.region}>${this.client.regionId}</span>`
        }
        ${
          this.ownKeys
            ? html`<button type="button" class="quiet" @click=${() => this.forgetKeys()}>${t.forget}</button>`
            : nothing
        }
      </header>
      ${this.client === undefined ? keysForm(this) : this.#body()}
      <div class="unseen" role="status" aria-live="polite">${this.said}</div>
      ${dialogs(this)}
    </div>`;
  }

  #body(): TemplateResult {
    const { t } = this.words;
    const names = { sessions: t.tabSessions, deletions: t.tabDeletions, inspector: t.tabInspector };
    const running = this.deletions.records.filter(({ outcome }) => outcome === "running").length;
    return html`<div class="tabs" role="tablist" aria-label=${t.tabs} @keydown=${moveTabs}>
        ${TABS.map(
          (tab) =>
            html`<button
              type="button"
              role="tab"
              id="tab-${tab}"
              aria-selected=${String(this.tab === tab)}
              aria-controls="panel"
              tabindex=${this.tab === tab ? "0" : "-1"}
              @click=${() => this.show(tab)}
            >
              ${names[tab]}${tab === "deletions" && running > 0 ? html` <span class="dot">${running}</span>` : nothing}
            </button>`,
        )}
      </div>
      <div class="panel" id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}">
        ${this.tab === "sessions" ? sessionsView(this) : nothing}
        ${this.tab === "deletions" ? deletionsView(this) : nothing}
        ${this.tab === "inspector" ? inspectorView(this) : nothing}
      </div>`;
  }

  show(tab: Tab): void {
    this.tab = tab;
  }

  find(search: Partial<Search>): void {
    this.search = { ...this.search, ...search };
  }

  tick(ids: readonly string[], on: boolean): void {
    const ticked = new Set(this.ticked);
    for (const id of ids) {
      if (on) {
        ticked.add(id);
      } else {
        ticked.delete(id);
      }
    }
    this.ticked = ticked;
  }

  open(id: string | undefined): void {
    const before = this.opened;
    this.opened = id;
    void this.updateComplete.then(() => {
      const target =
        id === undefined
          ? this.renderRoot.querySelector(`tr[data-id="${CSS.escape(before ?? "")}"] .open`)
          : this.renderRoot.querySelector("#detail-title");
      (target as HTMLElement | null)?.focus();
    });
  }

  ask(session: TrafficMirrorSession): void {
    if (this.client !== undefined) {
      void this.deletions.ask(this.client, session);
    }
  }

  async copy(text: string): Promise<void> {
    try {
      // Plain http has no clipboard, and a frame of another site may not use it.
      await navigator.clipboard.writeText(text);
      this.inspector.set({ uncopied: false });
      this.#say(this.words.t.copied);
    } catch {
      this.inspector.set({ uncopied: true });
    }
  }

  /** Says it, though it was the last that was said: only what changes is read out. */
  #say(text: string): void {
    this.said = text === this.said ? `${text}\u00a0` : text;
  }

  /** Makes a client of temporary keys. Permanent ones are refused: they do not belong in a browser. */
  connect({ regionId, ...credentials }: Keys): void {
    if (credentials.securityToken === "" || /^LTAI/.test(credentials.accessKeyId)) {
      this.keysError = this.words.t.permanentKey;
      return;
    }
    try {
      const endpoint = this.endpoint ?? undefined;
      this.#own = new TrafficMirrorClient({ regionId, credentials, endpoint });
      this.client = this.#own;
      this.ownKeys = true;
      this.keysError = undefined;
    } catch (error) {
      this.keysError = error;
    }
  }

  forgetKeys(): void {
    this.client = undefined;
    this.#forgetOwn();
  }

  #own: TrafficMirrorClient | undefined;

  #forgetOwn(): void {
    this.#own?.close();
    this.#own = undefined;
    this.ownKeys = false;
  }

  /** Follows the client while the element is in a page; a client that goes takes with it what it was doing. */
  #follow(): void {
    const client = this.isConnected ? this.client : undefined;
    if (client === this.#started) {
      return;
    }
    this.#started = client;
    this.teardown.stop();
    this.deletions.stop();
    this.inspector.clear();
    this.feed.stop();
    this.opened = undefined;
    this.ticked = new Set();
    if (client !== undefined) {
      this.feed.start(client);
      this.teardown.start(client);
    }
  }

  #toldOfSession(name: string, ids: readonly string[], outcome: string): void {
    const { t } = this.words;
    switch (outcome) {
      case "running":
        this.#say(t.saidStarted(name));
        break;
      case "gone":
        this.#say(t.saidGone(name));
        this.tick(ids, false);
        this.#dispatch("session-deleted", { id: ids[0] });
        break;
      case "failed":
        this.#say(t.saidFailed(name));
        break;
    }
  }

  #dispatch(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
