import { Fault } from '@aquifer/service';
import type { Terminal } from '@aquifer/service';

/** Asks a person for what a command misses. Where nobody can answer, the flag is required. */

export async function askText(terminal: Terminal, flag: string, message: string): Promise<string> {
  requirePerson(terminal, flag);
  const { text } = await prompts();
  return answerOf(
    await text({
      message,
      ...streams(terminal),
      validate: (value) => (value?.trim() ? undefined : 'This is required'),
    }),
  );
}

export async function askChoice(
  terminal: Terminal,
  flag: string,
  message: string,
  choices: readonly string[],
): Promise<string> {
  requirePerson(terminal, flag);
  const { select } = await prompts();
  const options = choices.map((value) => ({ value, label: value }));
  return answerOf(await select({ message, options, ...streams(terminal) }));
}

/** Asks twice, without showing it. */
export async function askNewPassword(terminal: Terminal): Promise<string> {
  requirePerson(terminal, 'password');
  const { password } = await prompts();
  const first = answerOf(await password({ message: 'Password', ...streams(terminal) }));
  const second = answerOf(await password({ message: 'Repeat the password', ...streams(terminal) }));
  if (first !== second) throw refusal('the two passwords differ');
  return first;
}

/** Loaded when a person is asked: most commands never do. */
const prompts = (): Promise<typeof import('@clack/prompts')> => import('@clack/prompts');

function requirePerson(terminal: Terminal, flag: string): void {
  if (!terminal.isInteractive) throw refusal(`required flag(s) "${flag}" not set`);
}

function answerOf(answer: string | symbol): string {
  if (typeof answer === 'symbol') throw refusal('cancelled');
  return answer;
}

const streams = ({
  stdin,
  stdout,
}: Terminal): { input: Terminal['stdin']; output: Terminal['stdout'] } => ({
  input: stdin,
  output: stdout,
});

const refusal = (message: string): Fault =>
  new Fault({ code: 'command_refused', status: 400, message });
