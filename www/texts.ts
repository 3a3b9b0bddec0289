/** The words of the page around the element. */

const en = {
  heading: "alicloud-traffic-mirror",
  note: "Client, emulator and console all run in this page; no request leaves it.",
  language: "Language",
  theme: "Theme",
  system: "System",
  light: "Light",
  dark: "Dark",
  laboratory: "Laboratory",
  laboratoryText:
    "How the emulated service behaves: how fast its time goes by, and what goes wrong on the way.",
  speed: "Speed of time",
  drop: "Answers that get lost",
  error: "Answers 503",
  throttle: "Answers Throttling",
  busy: "Deletes find it busy",
  delay: "Delay of answers",
  more: "Add 50 sessions",
  again: "Start over",
};

export type Key = keyof typeof en;
export type Language = "en" | "zh";

export const texts: Record<Language, Record<Key, string>> = {
  en,
  zh: {
    heading: "alicloud-traffic-mirror",
    note: "客户端、模拟器和控制台都在本页面内运行，不会向外发送任何请求。",
    language: "语言",
    theme: "主题",
    system: "跟随系统",
    light: "浅色",
    dark: "深色",
    laboratory: "实验台",
    laboratoryText: "设置模拟服务的行为：时间流逝的速度，以及途中会出现的故障。",
    speed: "时间速度",
    drop: "应答丢失",
    error: "应答 503",
    throttle: "应答限流",
    busy: "删除时对象忙碌",
    delay: "应答延迟",
    more: "添加 50 个会话",
    again: "重新开始",
  },
};
