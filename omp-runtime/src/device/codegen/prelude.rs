//! What a program has before its kernel.

use super::{module::Module, text::Lines};
use crate::device::ir::Region;

impl Module<'_> {
    /// All that stands before the kernel.
    pub(super) fn prelude(&mut self, region: &Region) -> String {
        let functions: String = self.functions.iter().map(|function| function.text.as_str()).collect();
        let mut lines = Lines::default();
        lines.line(format_args!(
            "// Made by ferromp from the target region in `{}`, {}:{}.",
            region.function, region.file, region.line
        ));
        lines.line("#pragma OPENCL FP_CONTRACT OFF");
        if self.options.fp64 {
            lines.line("#pragma OPENCL EXTENSION cl_khr_fp64 : enable");
        }
        if self.uses_atomics64 {
            lines.line("#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable");
            lines.line("#pragma OPENCL EXTENSION cl_khr_int64_extended_atomics : enable");
        }
        lines.line("");
        let mut text = lines.finish();
        text.push_str(FAULT);
        if self.functions.iter().any(|function| function.asks_place) {
            text.push_str(PLACE);
        }
        let definitions = std::mem::take(&mut self.definitions).finish();
        text + definitions.trim_start_matches('\n') + "\n" + self.library.text() + &functions
    }
}

/// The first fault of a launch stays.
const FAULT: &str = "\
static void omp_fault(__global uint *faults, uint kind, uint file, uint line, uint column, ulong value, ulong first, ulong limit) {
    if (atomic_cmpxchg((volatile __global uint *)faults, 0, kind) == 0) {
        faults[1] = file;
        faults[2] = line;
        faults[3] = column;
        faults[4] = (uint)value;
        faults[5] = (uint)(value >> 32);
        faults[6] = (uint)limit;
        faults[7] = (uint)(limit >> 32);
        faults[8] = (uint)first;
        faults[9] = (uint)(first >> 32);
    }
}

";

/// A thread's place, for functions that ask for it.
const PLACE: &str = "\
typedef struct {
    ulong team, teams, thread, threads, level, device;
} omp_place;

";
