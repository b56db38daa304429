/** The most characters (code points) that the name of anything may have. */
export const NAME_LIMIT = 100;

/** A tenant is one DNS label, because a profile may take it from the host name. */
export const TENANT_ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Owners and environments: lower case, 1 to 63 characters. */
export const IDENTIFIER = /^[a-z0-9][a-z0-9_.:-]{0,62}$/;

/** A permission is an identifier; a trailing `:*` grants everything below it. */
export const PERMISSION = /^[a-z0-9](?:[a-z0-9_.:-]{0,62}|[a-z0-9_.:-]{0,60}:\*)$/;
