//! Regions and the host that serves each.
//!
//! Source: the endpoint map of the official SDKs, the API portal's list of endpoints, and the overview page of
//! traffic mirroring, which names the regions that offer it.

use alloc::borrow::Cow;

use super::{FULL, Full, full};

/// One region.
#[derive(Debug, Clone, Copy)]
pub struct Region {
    /// The id, as `cn-hongkong`.
    pub region_id: &'static str,
    /// Whether the overview page names it among those that offer traffic mirroring. A call elsewhere is answered
    /// `UnsupportedRegion`.
    pub traffic_mirroring: Full<bool>,
    /// Whether the official SDK departs from the regional rule, and calls [`CENTRAL_HOST`].
    is_central: bool,
}

impl Region {
    /// The public host of the region.
    #[must_use]
    pub fn host(&self) -> Cow<'static, str> {
        host_for(self.region_id)
    }
}

/// The public host that serves a region: the official SDK's map first, then the rule `vpc.<region>.aliyuncs.com`, which
/// also covers regions newer than this table. The id must have been checked to be a plain name.
#[must_use]
pub fn host_for(region_id: &str) -> Cow<'static, str> {
    match REGIONS
        .iter()
        .find(|row| row.region_id == region_id && row.is_central)
    {
        Some(_) => Cow::Borrowed(CENTRAL_HOST),
        None => Cow::Owned(["vpc.", region_id, ".aliyuncs.com"].concat()),
    }
}

const CENTRAL_HOST: &str = "vpc.aliyuncs.com";

/// A region that its own host serves.
const fn region(region_id: &'static str, traffic_mirroring: bool) -> Region {
    Region {
        region_id,
        traffic_mirroring: full(traffic_mirroring),
        is_central: false,
    }
}

/// A region that the central host serves.
const fn central(region_id: &'static str, traffic_mirroring: bool) -> Region {
    Region {
        is_central: true,
        ..region(region_id, traffic_mirroring)
    }
}

/// The known regions. The client's wasm module needs, and holds, those alone that have a host of their own.
pub const REGIONS: &[Region] = &rows::<{ rows_kept() }>();

const fn is_kept(row: &Region) -> bool {
    FULL || row.is_central
}

const fn rows_kept() -> usize {
    let mut count = 0;
    let mut rows = ALL;
    while let [row, others @ ..] = rows {
        if is_kept(row) {
            count += 1;
        }
        rows = others;
    }
    count
}

const fn rows<const N: usize>() -> [Region; N] {
    let mut kept = [region("", false); N];
    let mut free: &mut [Region] = &mut kept;
    let mut rows = ALL;
    while let [row, others @ ..] = rows {
        if is_kept(row)
            && let [slot, slots @ ..] = free
        {
            *slot = *row;
            free = slots;
        }
        rows = others;
    }
    kept
}

const ALL: &[Region] = &[
    region("ap-northeast-1", true),
    region("ap-northeast-2", true),
    region("ap-south-1", false),
    region("ap-southeast-1", true),
    region("ap-southeast-2", true),
    region("ap-southeast-3", true),
    region("ap-southeast-5", true),
    region("ap-southeast-6", false),
    region("ap-southeast-7", true),
    region("ap-southeast-8", false),
    region("cn-beijing", true),
    region("cn-beijing-finance-1", false),
    central("cn-beijing-gov-1", false),
    region("cn-chengdu", true),
    region("cn-fuzhou", false),
    region("cn-guangzhou", true),
    central("cn-hangzhou", true),
    region("cn-heyuan", true),
    region("cn-heyuan-acdr-1", false),
    region("cn-hongkong", true),
    region("cn-huhehaote", true),
    region("cn-nanjing", false),
    central("cn-north-2-gov-1", false),
    region("cn-qingdao", true),
    region("cn-shanghai", true),
    central("cn-shanghai-finance-1", false),
    region("cn-shenzhen", true),
    central("cn-shenzhen-finance-1", false),
    region("cn-wuhan-lr", false),
    region("cn-wulanchabu", false),
    region("cn-wulanchabu-gic-1", false),
    region("cn-zhangjiakou", true),
    region("cn-zhengzhou-jva", false),
    region("cn-zhongwei", false),
    region("eu-central-1", true),
    region("eu-west-1", true),
    region("eu-west-2", false),
    region("me-central-1", false),
    region("me-east-1", false),
    region("na-south-1", false),
    region("sa-east-1", false),
    region("us-east-1", true),
    region("us-southeast-1", false),
    region("us-west-1", true),
];
