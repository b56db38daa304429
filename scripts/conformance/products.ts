/** The profiles with documented rows. Each is deployed as a stage with the same name. */
export const PRODUCTS = ['mindhunters', 'mindset', 'minds', 'mindkey', 'mindbridge'] as const;
export type ProductName = (typeof PRODUCTS)[number];
