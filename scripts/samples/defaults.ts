/** The state and settings of a key that its creation did not set. */
export const KEY_DEFAULTS = {
  revocation: null,
  deletion: null,
  lineage: { predecessor: null, parent: null },
  endSessionsWithKey: false,
  limits: [],
  allowedAddresses: [],
};

/** The settings of an owner that its creation did not set. */
export const OWNER_DEFAULTS = { plan: null, maxKeys: null, limits: [], allowedAddresses: [], email: null };
