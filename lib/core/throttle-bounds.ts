/** The allowed requests per second and bursts of a stage of API Gateway, for every interface. */
export const THROTTLE_BOUNDS = { min: 1, max: 100_000 } as const;
