declare module "virtual:records" {
  const tables: import("./model/records.js").Tables;
  export default tables;
}

declare module "fft.js" {
  export default class FFT {
    constructor(size: number);
    createComplexArray(): number[];
    realTransform(out: number[], data: ArrayLike<number>): void;
  }
}
