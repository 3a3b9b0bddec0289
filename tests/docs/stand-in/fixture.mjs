// What is there in the service that stands in: the objects that the pages speak of.
const filter = "tmf-j6cmls82xnc86vtpe0001";

export const fixture = {
  regions: {
    "cn-hongkong": {
      filters: [
        { TrafficMirrorFilterId: filter, TrafficMirrorFilterName: "incident-42" },
        { TrafficMirrorFilterId: "tmf-j6cmls82xnc86vtpe0002", TrafficMirrorFilterName: "audit" },
      ],
      sessions: [1, 2, 3, 4].map((number) => ({
        TrafficMirrorSessionId: `tms-j6cla50buc44ap8tu000${number}`,
        TrafficMirrorSessionName: `capture-${number}`,
        TrafficMirrorFilterId: number < 4 ? filter : "tmf-j6cmls82xnc86vtpe0002",
        TrafficMirrorSourceIds: [`eni-j6csource${number}`],
        TrafficMirrorTargetId: "eni-j6ctarget",
        TrafficMirrorTargetType: "NetworkInterface",
        Priority: 100 + number,
        Enabled: true,
        CreationTime: "2026-01-02T03:04Z",
        Tags: [{ Key: "purpose", Value: number < 4 ? "incident-42" : "audit" }],
      })),
    },
  },
};

export const options = { creatingMs: 20, modifyingMs: 20, deletingMs: 40 };

export const environment = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "testid",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "testsecret",
  ALIBABA_CLOUD_REGION_ID: "cn-hongkong",
};
