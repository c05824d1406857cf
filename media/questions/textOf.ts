/** The text of the field that an event came from. */
export function textOf({ currentTarget }: Event): string {
  return currentTarget instanceof HTMLTextAreaElement ? currentTarget.value : '';
}
