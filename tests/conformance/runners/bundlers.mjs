export async function bundlerRunners() { return { runners: {}, close: async () => {} }; }
