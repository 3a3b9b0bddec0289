/** Operations on the command line: their arguments, and help from the operation table. */

import type { Command } from "commander";
import { operations, type ParameterSpec } from "../entries/index.js";

const INDENT = "      ";
const WIDTH = 100;

/** Adds `<action> [Name=value...]` with help for it. */
export function addOperation(command: Command): Command {
  return command
    .argument("<action>", "operation, such as ListTrafficMirrorSessions; others of the product work too")
    .argument(
      "[name=value...]",
      "parameters: Name=value; Tag.1.Key=value in lists of objects, Ids.1=value in others",
    )
    .addHelpText("after", () => `\n${operationHelp(command.name(), process.argv.slice(2))}`);
}

/** The parameters of the operation that is named among `args`, or all operations. */
export function operationHelp(command: string, args: readonly string[]): string {
  const operation = operations.find(({ name }) => args.includes(name));
  if (operation === undefined) {
    const width = Math.max(...operations.map(({ name }) => name.length));
    return [
      "operations:",
      ...operations.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`),
      "",
      `\`${command} ACTION --help\` lists the parameters of one.`,
    ].join("\n");
  }
  const { name, description, params } = operation;
  return [`${name}: ${description}`, "", "parameters:", ...leaves(params).flatMap(parameterLines)].join("\n");
}

/** A parameter under the name that it is given by. */
export interface Leaf {
  name: string;
  spec: ParameterSpec;
  /** That of the list it belongs to, if it says nothing itself. */
  description: string;
  /** What it is required in: the call, or the item of an optional list. */
  requiredIn: string | undefined;
}

/** The parameters that take a value, with the names of those within lists written out: `Tag.1.Key`. */
export function leaves(specs: readonly ParameterSpec[]): Leaf[] {
  return within(specs, { prefix: "", description: "", requiredIn: "" });
}

interface Surroundings {
  prefix: string;
  description: string;
  requiredIn: string;
}

function within(specs: readonly ParameterSpec[], { prefix, description, requiredIn }: Surroundings): Leaf[] {
  return specs.flatMap((spec) => {
    const own = spec.type === "list" ? `${prefix}${spec.name}.1` : `${prefix}${spec.name}`;
    const value = spec.type === "list" ? (spec.items?.[0] ?? spec) : spec;
    const text = spec.description || description;
    if (value.type !== "object") {
      return [
        { name: own, spec: value, description: text, requiredIn: spec.required ? requiredIn : undefined },
      ];
    }
    // What an optional item needs is required only where there is such an item.
    const inner = { prefix: `${own}.`, description: text, requiredIn: spec.required ? requiredIn : own };
    return within(value.items ?? [], inner);
  });
}

function parameterLines(
  { name, spec, description, requiredIn }: Leaf,
  number: number,
  all: Leaf[],
): string[] {
  const value = spec.type === "boolean" ? "true|false" : (spec.enum?.join("|") ?? spec.type.toUpperCase());
  const list = listOf(name);
  const facts = [
    ...(name === "RegionId" ? ["from --region"] : []),
    ...(name !== "RegionId" && requiredIn === "" ? ["required"] : []),
    ...(requiredIn ? [`required in each of ${listOf(requiredIn)}`] : []),
    ...rangeOf(spec),
    ...(list !== undefined && listOf(all[number - 1]?.name) !== list ? [`the next one is ${list}.2`] : []),
  ];
  const head = `  ${name}=${value}${facts.length > 0 ? `  (${facts.join("; ")})` : ""}`;
  return [head, ...wrapped(description)];
}

/** The list that a name is in, if it is in one. */
function listOf(name: string | undefined): string | undefined {
  return /^(.+?)\.1(\.|$)/.exec(name ?? "")?.[1];
}

function rangeOf({ type, min, max }: ParameterSpec): string[] {
  const unit = type === "string" ? " characters" : "";
  if (min !== undefined && max !== undefined) {
    return [`${min} to ${max}${unit}`];
  }
  return [
    ...(min === undefined ? [] : [`at least ${min}${unit}`]),
    ...(max === undefined ? [] : [`at most ${max}${unit}`]),
  ];
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH - INDENT.length) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.map((line) => INDENT + line);
}
