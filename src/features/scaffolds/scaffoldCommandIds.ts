/** The commands of `scaffoldCommands`, which is loaded when one of them is first run. */
export const scaffoldCommandIds = [
  'insertScaffold',
  'insertAttentionScaffold',
  'insertGradientScaffold',
  'insertProbeScaffold',
  'insertActivationScaffold',
  'insertPatchingScaffold',
  'insertSanityCheck',
] as const;
export type ScaffoldCommand = (typeof scaffoldCommandIds)[number];
