//! What generated code calls. Not part of the public interface; every function is safe to call in any order.

pub use crate::constructs::{
    critical::{CriticalSite, Key, critical},
    masked::masked,
    single::{single, single_value},
};
pub use crate::extreme::{AsWritten, Extreme, Greatest, HeldAsWritten, HeldNumber, Least};
pub use crate::fast::{
    Float, Fused, Fusing, InLanes, InOrder, NotFusing, NotReordering, Reordering, Separate, Terms, Total,
};
pub use crate::fork::{Count, Fork, ProcBind, barrier, flush, parallel};
pub use crate::held::{
    Copied, HeldElements, HeldElementsMut, HeldInPlace, HeldInPlaceMut, HeldScalar, Outer, OuterMut, Scalar,
};
pub use crate::items::{
    self, IntoItems, Items, for_items, items, parallel_for_items, parallel_for_items_reduce,
};
#[cfg(feature = "rayon")]
pub use crate::items::{parallel_for_indexed, parallel_for_indexed_reduce};
pub use crate::iteration::{self, Iteration, collapse, counting, inclusive, unit, whole};
pub use crate::reads;
pub use crate::reduction::{
    self, ReduceShare, for_reduce, for_reduce_all, for_reduce_all_lanes, for_reduce_lanes,
};
pub use crate::reduction::{Add, BitAnd, BitOr, BitXor, LogicalAnd, LogicalOr, Max, Min, Mul, reduction};
pub use crate::reduction::{parallel_for_reduce, parallel_reduce, reduce_op, simd_lanes};
pub use crate::sharing::{
    atomic::{AtomicElement, AtomicNumber, AtomicPlace, Atomics},
    block::{Block, OwnRow},
    guard::{Exclusive, Read},
    guarded::{Guarded, Opened},
    last_private::LastPrivate,
    layers::{Block3, Layer, OwnLayers, own_layers},
    map::{Int, Map},
    own::{Own, own, own_block},
    part::{PhasedPart, Slot},
    part_rows::PhasedRows,
    phased::Phased,
    racy::RacyCell,
    rows::{Block2, OwnRows, Row, RowMap, own_rows},
};
pub use crate::simd::{wide, wide_if};
pub use crate::support::{
    LastIndices, TypeOf, combine_into, difference, identity_like, int, last_indices, type_of, width,
};
pub use crate::task::{TaskScope, final_task, task_at_once, task_scope, with_task};
pub use crate::worksharing::{Schedule, Share, for_loop, parallel_for};

/// Target regions.
pub mod device {
    pub use crate::device::{
        args::{
            Arg, alloc, delete, device_slice, device_slice_mut, from, reduction, release, scalar_alloc,
            scalar_delete, scalar_from, scalar_release, scalar_to, scalar_to_mut, scalar_tofrom, to, to_mut,
            tofrom, value,
        },
        cells::{
            DeviceFunction, Elements, ElementsMut, FunctionCell, LoopBounds, TypeCell, constant, range,
            start_of,
        },
        codegen::{Description, FunctionRef, LoopRange},
        data::{
            scope::{DataScope, data, enter_data},
            slice::DeviceSlice,
            update::{exit_data, update},
        },
        deferred::{
            Deferred,
            depend::{Depend, depend_in, depend_inout, depend_out},
            handle::{Handle, Place, Reference, SharedHandle},
            region::DeferredTarget,
            stretch,
        },
        ir,
        section::{Section, SectionIndex, section},
        target::Target,
        types::{self, DeviceValue, Mappable, StructType, Type, declare_struct},
    };
}
