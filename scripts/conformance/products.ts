/** The profiles whose documented rows are held, each deployed as a stage of its own name. */
export const PRODUCTS = ['mindhunters', 'mindset', 'minds', 'mindkey', 'mindbridge'] as const;
export type ProductName = (typeof PRODUCTS)[number];
