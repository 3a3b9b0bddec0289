/** `alicloud-traffic-mirror completion`: scripts for the shells, and the words that they ask for. */

import { Argument, type Command } from "commander";
import { operations, regions } from "../entries/index.js";
import type { Exit } from "./failure.js";
import { leaves } from "./operations.js";
import { out } from "./terminal.js";

const SCRIPTS = {
  bash: `# alicloud-traffic-mirror: source <(alicloud-traffic-mirror completion bash)
_alicloud_traffic_mirror() {
  local line=\${COMP_LINE:0:COMP_POINT} words word found
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  word=\${words[\${#words[@]}-1]}
  COMPREPLY=()
  while IFS= read -r found; do
    # Bash completes what follows the last = or : alone.
    COMPREPLY+=("\${found#"\${word%"\${word##*[=:]}"}"}")
  done < <("$1" __complete -- "\${words[@]:1}" 2>/dev/null)
  [[ \${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o default -F _alicloud_traffic_mirror alicloud-traffic-mirror
`,
  zsh: `#compdef alicloud-traffic-mirror
# alicloud-traffic-mirror: source <(alicloud-traffic-mirror completion zsh), after compinit
_alicloud_traffic_mirror() {
  local -a found
  found=(\${(f)"$(\${words[1]} __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  compadd -S '' -- \${(M)found:#*=}
  compadd -- \${found:#*=}
}
compdef _alicloud_traffic_mirror alicloud-traffic-mirror
`,
  fish: `# alicloud-traffic-mirror: alicloud-traffic-mirror completion fish | source
function __alicloud_traffic_mirror
  set -l words (commandline -opc)
  set -l word (commandline -ct)
  $words[1] __complete -- $words[2..-1] "$word" 2>/dev/null
end
complete -c alicloud-traffic-mirror -f -a '(__alicloud_traffic_mirror)'
`,
};

export function addCompletion(program: Command, exit: Exit): void {
  program
    .command("completion")
    .description("print a script that completes this command in a shell")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(SCRIPTS)))
    .action((shell: keyof typeof SCRIPTS) => {
      out(SCRIPTS[shell]);
      exit(0);
    });
  program
    .command("__complete", { hidden: true })
    .argument("[word...]")
    .action((words: string[]) => {
      out(
        candidates(program, words)
          .map((word) => `${word}\n`)
          .join(""),
      );
      exit(0);
    });
}

/** What the last of the words can become. */
export function candidates(program: Command, words: readonly string[]): string[] {
  const before = words.slice(0, -1);
  const word = words.at(-1) ?? "";
  const command = program.commands.find((one) => one.name() === before[0]);
  const all = command === undefined ? commandNames(program, before) : wordsOf(command, before.slice(1), word);
  return all.filter((one) => one.startsWith(word) && one !== word);
}

function commandNames(program: Command, before: readonly string[]): string[] {
  return before.length > 0 ? [] : [...visible(program), "help", "--help", "--version"];
}

function visible(program: Command): string[] {
  return program.commands.map((one) => one.name()).filter((name) => !name.startsWith("_"));
}

function wordsOf(command: Command, before: readonly string[], word: string): string[] {
  const option = command.options.find(({ long }) => long === before.at(-1));
  if (option?.required) {
    return option.long === "--region" ? regionIds(command) : (option.argChoices ?? []);
  }
  if (word.startsWith("-")) {
    return [...command.options.flatMap(({ long }) => long ?? []), "--help"];
  }
  const operands = operandsOf(command, before);
  const [first] = command.registeredArguments;
  if (first?.name() === "action") {
    return operands.length === 0 ? operations.map(({ name }) => name) : parameterWords(operands, word);
  }
  return operands.length === 0 ? (first?.argChoices ?? []) : [];
}

/** The words that are neither options nor their values. */
function operandsOf(command: Command, words: readonly string[]): string[] {
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const option = command.options.find(({ long }) => long === words[at]);
    if (option?.required) {
      at++;
    } else if (!words[at]?.startsWith("-")) {
      operands.push(words[at] as string);
    }
  }
  return operands;
}

function regionIds(command: Command): string[] {
  const everywhere = ["list", "teardown"].includes(command.name());
  const mirroring = regions.filter(({ trafficMirroring }) => trafficMirroring);
  return [...mirroring.map(({ regionId }) => regionId), ...(everywhere ? ["all"] : [])];
}

/** Names that were not given yet, or the values of the one that is being written. */
function parameterWords([action, ...given]: readonly string[], word: string): string[] {
  const operation = operations.find(({ name }) => name === action);
  const names = leaves(operation?.params ?? []);
  const [name] = word.split("=");
  if (word.includes("=")) {
    const spec = names.find((leaf) => leaf.name === name)?.spec;
    const values = spec?.type === "boolean" ? ["true", "false"] : (spec?.enum ?? []);
    return values.map((value) => `${name}=${value}`);
  }
  return names
    .filter((leaf) => !given.some((one) => one.startsWith(`${leaf.name}=`)))
    .map((leaf) => `${leaf.name}=`);
}
