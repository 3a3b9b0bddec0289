/** Stands in for the package `debug`, by which the proxy agents would print proxy URLs with their passwords. */
export default (): (() => void) => () => {};
