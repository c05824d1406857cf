/** Programs that serve, watch, or wait for what a person types. */
const open = wordSet(`
  ssh mosh sftp telnet tmux screen su login
  vi vim nvim nano emacs hx helix micro kak less more most man mc ranger
  top htop btop atop nvtop nvitop glances watch entr watchexec journalctl
  tensorboard mlflow streamlit gradio marimo voila jupyter-lab jupyter-notebook jupyterhub
  uvicorn gunicorn hypercorn code-server ngrok cloudflared caddy nginx redis-server mongod
  ollama llama-server text-generation-launcher docker-compose
  sqlite3 psql mysql redis-cli gdb lldb pdb ipdb pudb nodemon ptw pytest-watch
  claude codex aider gemini`);

/** Of programs that do both, what they are given when they stay. */
const openWith: ReadonlyMap<string, RegExp> = new Map([
  ['jupyter', /^(?!.*\b(?:nbconvert|execute|run)\b)/],
  ['tail', /(?:^|\s)(?:-\w*[fF]|--follow)/],
  ['nvidia-smi', /(?:^|\s)(?:-lm?s?\b|--loop|dmon|pmon)/],
  ['gpustat', /(?:^|\s)(?:-i|--interval|--watch)/],
  ['git', /^(?:log|diff|show|blame|commit|rebase|add -[pi])\b/],
  ['docker', /^compose up|\s-\w*(?:it|ti)\b|^logs .*-f|^attach/],
  ['kubectl', /\s-\w*(?:it|ti)\b|^logs .*-f|^port-forward|\s-w\b/],
  ['srun', /--pty/],
  ['salloc', /^/],
  ['vllm', /^serve/],
  ['flask', /\brun\b/],
  ['fastapi', /^(?:run|dev)\b/],
  ['ray', /--block\b|^(?:attach|dashboard)\b/],
  ['npm', /^(?:run )?(?:start|dev|serve|watch)/],
  ['code', /^tunnel\b|--wait\b/],
]);

/** For typing into where they are given nothing to run. */
const interpreter =
  /^(?:i?python|pypy|node|julia|r)[\d.]*$|^(?:ba|z|da|k|tc|c)?sh$|^(?:fish|pwsh)$/;
const givenNothing = /^(?:-\S+\s*)*$/;
const staysAfter = /^(?:-\S+\s+)*-i\b/;
const servingModule =
  /(?:^|\s)-m\s+(?:http\.server|i?pdb|debugpy|ipython|uvicorn|gunicorn|flask|streamlit|tensorboard|jupyterlab|notebook|jupyter(?!.*\b(?:nbconvert|execute)\b)|(?:vllm|sglang)\.\S*server)\b/i;
const debugged = /[\\/]debugpy[\\/]/;

/** What stands before a program and runs it, perhaps with options of its own. */
const runners = wordSet(`
  sudo time nohup exec env command nice ionice stdbuf caffeinate accelerate torchrun
  uv poetry pixi pdm hatch rye pipenv uvx pipx conda mamba micromamba`);
const shellOf = /^(?:shell|\S+ shell)$/;

const assignment = /^\w+=/;
const quoted = /"(?:\\.|[^"\\])*"|'[^']*'/g;

/**
 * Whether a command line seems to start what ends only when someone ends it: a server, a watcher, a shell,
 * an editor, a debugger.
 */
export function staysOpen(commandLine: string): boolean {
  return commandLine
    .replaceAll(quoted, '_')
    .split(/&&|\|\|?|[;\n]|(?<![<>&])&(?![>&])/)
    .some(partStaysOpen);
}

/** @param part of a command line, with no other program in it. */
function partStaysOpen(part: string): boolean {
  const words = part.split(/\s+/).filter((word) => word !== '' && !assignment.test(word));
  const isRun = runners.has(programName(words[0]));
  const at = isRun ? words.findIndex((word) => isKnown(programName(word))) : 0;
  if (at < 0) {
    return shellOf.test(words.slice(1).join(' '));
  }
  const name = programName(words[at]);
  const given = words.slice(at + 1).join(' ');
  if (interpreter.test(name)) {
    return [givenNothing, staysAfter, servingModule, debugged].some((it) => it.test(given));
  }
  return open.has(name) || openWith.get(name)?.test(given) === true;
}

function isKnown(name: string): boolean {
  return open.has(name) || openWith.has(name) || interpreter.test(name);
}

/** Of a program, without the folder that it is in. */
function programName(word = ''): string {
  const [name = ''] = word.split(/[\\/]/).slice(-1);
  return name.toLowerCase().replace(/\.exe$/, '');
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}
