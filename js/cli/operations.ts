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
  /** The description of the list it belongs to, if it says nothing itself. */
  description: string;
  required: boolean;
}

/** The parameters that take a value, with the names of those within lists written out: `Tag.1.Key`. */
export function leaves(
  specs: readonly ParameterSpec[],
  prefix = "",
  description = "",
  required = true,
): Leaf[] {
  return specs.flatMap((spec) => {
    const name = `${prefix}${spec.name}`;
    const text = spec.description || description;
    const needed = required && spec.required;
    const [item] = spec.items ?? [];
    if (spec.type === "list" && item !== undefined) {
      return item.type === "object"
        ? leaves(item.items ?? [], `${name}.1.`, text, needed)
        : [{ name: `${name}.1`, spec: item, description: text, required: needed }];
    }
    return spec.type === "object"
      ? leaves(spec.items ?? [], `${name}.`, text, needed)
      : [{ name, spec, description: text, required: needed }];
  });
}

function parameterLines({ name, spec, description, required }: Leaf): string[] {
  const value = spec.type === "boolean" ? "true|false" : (spec.enum?.join("|") ?? spec.type.toUpperCase());
  const unit = spec.type === "string" ? " characters" : "";
  const range =
    spec.min === undefined && spec.max === undefined
      ? []
      : [
          `${spec.min === undefined ? "at most" : spec.max === undefined ? "at least" : `${spec.min} to`} ${spec.max ?? spec.min}${unit}`,
        ];
  const facts = [
    ...(name === "RegionId" ? ["from --region"] : required ? ["required"] : []),
    ...range,
    ...(/\.1(\.|$)/.test(name) ? ["the next one is .2"] : []),
  ];
  const head = `  ${name}=${value}${facts.length > 0 ? `  (${facts.join("; ")})` : ""}`;
  return [head, ...wrapped(description)];
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
