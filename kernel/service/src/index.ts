export { compareUtf8 } from './compare-utf8.ts';
export { Fault, isFault } from './fault.ts';
export type { FaultParts } from './fault.ts';
export type { RunningService, Service, ServiceContext, ServiceUrl } from './service.ts';
export { keepTrying } from './keep-trying.ts';
export { Recent } from './recent.ts';
export { openScope } from './scope.ts';
export type { Close, CloseFailure, CloseOptions, CloseReport, Scope } from './scope.ts';
export { defineSettings } from './settings/define-settings.ts';
export type { Setting, SettingInput, SettingsTable } from './settings/define-settings.ts';
export { readSettings } from './settings/read-settings.ts';
export type {
  ReadSettingsOptions,
  SettingProblem,
  SettingsSources,
} from './settings/read-settings.ts';
export {
  booleanText,
  byteSize,
  choice,
  duration,
  integer,
  port,
  textList,
} from './settings/setting-schemas.ts';
export { addSettingFlags, readSettingFlags } from './settings/setting-flags.ts';
export { renderEnvExample } from './settings/render-env-example.ts';
export { renderSettingsMarkdown } from './settings/render-settings-markdown.ts';
export { createLog } from './log/create-log.ts';
export type { Log, LogFormat, LogLevel, LogOptions } from './log/create-log.ts';
export type { ProcessSignal, RuntimeFacts, Terminal } from './terminal.ts';
export { runProcess } from './run-process.ts';
export { runService } from './run-service.ts';
export type { RunServiceOptions } from './run-service.ts';
