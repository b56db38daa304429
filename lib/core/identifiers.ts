/** The most characters (code points) of a name. */
export const NAME_LIMIT = 100;

/** A tenant ID is one DNS label, because a profile can take it from the host name. */
export const TENANT_ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** IDs of owners and names of environments: lower case, 1 to 63 characters. */
export const IDENTIFIER = /^[a-z0-9][a-z0-9_.:-]{0,62}$/;

/** A permission is an identifier; a trailing `:*` grants all permissions below it. */
export const PERMISSION = /^[a-z0-9](?:[a-z0-9_.:-]{0,62}|[a-z0-9_.:-]{0,60}:\*)$/;
