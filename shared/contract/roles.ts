/** What a caller may do, from least to most. A role includes all before it. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** `public` operations need no sign-in (signing in itself, and what a sign-in page must know). */
export type Access = Role | 'public';

/** Whether a caller with `role` (null: not signed in) may use what asks for `access`. */
export function mayUse(role: Role | null, access: Access): boolean {
  if (access === 'public') return true;
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(access);
}
