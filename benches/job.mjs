// The job that everyone does: call DeleteTrafficMirrorSession. Node alone is needed, so that cold starts can use it.
export const credentials = { accessKeyId: "testid", accessKeySecret: "testsecret" };
export const regionId = "cn-hongkong";
export const host = "vpc.cn-hongkong.aliyuncs.com";
export const action = "DeleteTrafficMirrorSession";
export const version = "2016-04-28";
export const sessionId = "tms-j6cla50buc44ap8tu0001";
