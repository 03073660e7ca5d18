/** What stands between clusterd and an elektrad may fail in these ways; Elektra refuses reads as well, of a broken file for instance. */
export const INSTANCE_ERRORS = [
  'INSTANCE_NOT_FOUND',
  'INSTANCE_UNREACHABLE',
  'INSTANCE_TIMEOUT',
  'INSTANCE_PROTOCOL',
  'INSTANCE_CREDENTIALS',
  'CERTIFICATE_UNTRUSTED',
  'CERTIFICATE_CHANGED',
  'ELEKTRA_REJECTED',
] as const;

/** Why nothing is written to an instance, whatever it is. */
export const FOREIGN_ERRORS = ['INSTANCE_OWNED', 'IDENTITY_CHANGED', 'INSTANCE_MAY_EXIST'] as const;

/** Why an act that writes is refused, whatever it does. */
export const ACT_ERRORS = [
  ...INSTANCE_ERRORS,
  ...FOREIGN_ERRORS,
  'KEY_NAME_INVALID',
  'KEY_LOCKED',
  'KEY_RESTRICTED',
] as const;

/** What clusterd may answer to a write of one key, besides how an instance fails. */
export const WRITE_ERRORS = [...ACT_ERRORS, 'VERSION_CONFLICT', 'VALUE_NOT_CARRIED'] as const;
