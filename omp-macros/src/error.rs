//! The catalogue of rules: one constant for each mistake a user can make, with its message and one fix.
//!
//! `{0}`, `{1}` and so on stand for the things that clash; the place that finds the mistake names them.

use syn::Error;

use crate::report::Extent;

/// What is wrong, and what to write instead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    message: &'static str,
    help: &'static str,
}

impl Rule {
    /// The error for breaking this rule at a token, or from one to another.
    pub(crate) fn at(&self, place: impl Into<Extent>, names: &[&str]) -> Error {
        place.into().error(fill(&format!("{}\nhelp: {}", self.message, self.help), names))
    }
}

fn fill(template: &str, names: &[&str]) -> String {
    let mut text = template.to_owned();
    for (index, name) in names.iter().enumerate() {
        text = text.replace(&format!("{{{index}}}"), name);
    }
    text
}

macro_rules! rules {
    ($($name:ident: $message:literal, $help:literal;)*) => {
        $(pub(crate) const $name: Rule = Rule { message: $message, help: $help };)*

        #[cfg(test)]
        const ALL: &[(&str, Rule)] = &[$((stringify!($name), $name)),*];
    };
}

rules! {
    // Directives and where they sit.
    UNKNOWN_DIRECTIVE: "unknown directive `{0}`", "{1}";
    UNSUPPORTED_DIRECTIVE: "`{0}` is not supported yet",
        "use parallel, for, simd, parallel for, single, masked, critical, barrier, atomic, flush, task, taskwait, target, teams, \
         distribute or loop, and what OpenMP combines of them";
    NO_DIRECTIVE: "`#[omp]` names no directive", "write one, such as `#[omp(parallel for)]`";
    NOT_A_LIST: "`#[omp = ..]` is no directive", "write `#[omp(..)]` with the directive in parentheses";
    DIRECTIVE_AS_CLAUSE: "`{1}` is a directive, not a clause of `{0}`", "{2}";
    DIRECTIVE_ARGUMENT: "`{0}` takes no argument", "write `{0}`";
    CRITICAL_NAME: "`critical` takes one name", "write `critical(name)`, where the name is an identifier";
    FLUSH_LIST: "`flush` takes no list", "write `flush`: it makes every variable consistent";
    ATOMIC_KINDS: "`{1}` clashes with `{0}`", "keep one of the two: an atomic construct is of one kind";
    OUTER_MISSING: "`#[omp({0})]` does nothing here: the function around it lacks `#[omp]`",
        "put `#[omp]` on the function, `impl` block or inline module around it";
    DIRECTIVE_ON_ITEM: "`#[omp({0})]` cannot sit on {1}",
        "put `#[omp]` on the function, and `#[omp({0})]` on a statement in it";
    ITEM_KIND: "`#[omp]` cannot sit on {0}",
        "put it on a function, a method, an `impl` block or an inline module";
    ARGUMENT_OF_OMP: "`#[omp({0})]` is not supported", "write `#[omp]`, or `#[omp(fastmath)]`";
    FASTMATH_PLACE: "`fastmath` is no directive",
        "write `#[omp(fastmath)]` on the whole function, `impl` block or module, in place of its `#[omp]`";
    DECLARE_TARGET: "`declare target` cannot sit on a statement",
        "put `#[omp(declare target)]` on the function or the struct itself, outside of `#[omp]`";
    IN_MACRO: "a directive in the arguments of a macro is not seen",
        "move it out: `let v = #[omp(single)] { .. };`, and give the macro `v`";
    ON_LET: "`{0}` cannot sit on a `let` statement", "{1}";
    MISPLACED: "`#[omp({0})]` cannot sit on {1}", "put it on a statement or on a block";
    NO_VALUE: "`{0}` gives no value",
        "assign to a variable inside the construct, or use `single`, which gives its value to every thread";
    NEEDS_BODY: "`omp!({0})` has no block to run", "write `#[omp({0})] { .. }`";
    STANDS_ALONE: "`{0}` stands alone: it has no statement", "write `omp!({0});` before the statement";
    NOT_A_STATEMENT: "`omp!({0})` is a statement", "write `{ omp!({0}); }`";

    // Clauses.
    UNKNOWN_CLAUSE: "unknown clause `{0}`", "{1}";
    UNSUPPORTED_CLAUSE: "the clause `{0}` is not supported yet", "remove it";
    CLAUSE_NOT_ALLOWED: "`{0}` is not allowed on `{1}`", "{2}";
    NOWAIT_ON_PARALLEL: "`nowait` is not allowed on `{0}`",
        "remove it, or put `nowait` on a `for` inside a `parallel`: a region ends when its threads have";
    DUPLICATE_CLAUSE: "`{0}` appears twice on `{1}`", "keep one of the two";
    SHARED_TWICE: "`{0}` is in both `{1}` and `{2}`", "keep `{0}` in one of the two";
    LISTED_TWICE: "`{0}` is listed twice in `{1}`", "list it once";
    COPYPRIVATE_NOWAIT: "`copyprivate` clashes with `nowait`",
        "remove `nowait`: the threads wait for the value";
    VALUE_NOWAIT: "`nowait` clashes with the value of `single`",
        "remove `nowait`: the threads wait for the value";
    MISSING_ARGUMENT: "`{0}` needs an argument", "write `{1}`";
    NO_ARGUMENT: "`{0}` takes no argument", "write `{0}`";
    EXPECTED_EXPRESSION: "`{0}` takes one expression", "write `{1}`";
    EXPECTED_VARIABLE: "`{0}` takes variables", "write `{1}`: each is a name or a field, not an element";
    EXPECTED_CLAUSE: "expected a clause",
        "write clauses such as `num_threads(4)`, separated by spaces or commas";
    UNSUPPORTED_MODIFIER: "the modifier `{0}` of `{1}` is not supported yet", "write `{2}`";
    CONDITION_OF: "`if({0}: ..)` is not allowed on `{1}`", "write `if(..)`";
    DEFAULT_KIND: "`default({0})` is not supported",
        "write `default(none)` or `default(shared)`, and list each variable in its clause";
    BAD_OPERATOR: "unknown reduction operator `{0}`", "{1}";
    SCHEDULE_KIND: "unknown schedule `{0}`", "{1}";
    SCHEDULE_NO_CHUNK: "`schedule({0})` takes no chunk", "write `schedule({0})`, or `schedule(dynamic, {1})`";
    COLLAPSE_LITERAL: "`collapse` takes an integer literal", "write `collapse(2)`";
    COLLAPSE_ZERO: "`collapse(0)` leaves no loop", "write `collapse(2)` for two loops, or remove it for one";
    COLLAPSE_DEEP: "`collapse({0})` is not supported yet", "collapse at most three loops";
    NO_THREADS: "`num_threads({0})`: a team has at least one thread",
        "write `num_threads(1)`, or `if(false)` for a serial region";
    EMPTY_CHUNK: "`schedule({0}, {1})`: a chunk has at least one iteration", "write `schedule({0}, 1)`";
    ORDER_KIND: "`order` takes `reproducible`", "write `order(reproducible)`";
    BIND_KIND: "unknown binding `{0}`",
        "write `proc_bind(close)`, `proc_bind(spread)` or `proc_bind(primary)`";
    UNSAFE_WHAT: "`{0}` takes only `shared` and `kernel`", "write `{0}(shared(x))`";

    MAP_KIND: "unknown map type `{0}`", "{1}";
    DEFAULTMAP_KIND: "unknown behaviour `{0}` of `defaultmap`",
        "write `defaultmap(tofrom)`, `to`, `from`, `alloc`, `firstprivate`, `none` or `default`";
    DEFAULTMAP_OF: "unknown category `{0}` of `defaultmap`",
        "write `defaultmap(tofrom: scalar)`, or `aggregate` for arrays";
    DEPEND_KIND: "`depend({0}: ..)` is not supported", "write `depend(in: a)`, `depend(out: a)` or `depend(inout: a)`";
    DIST_SCHEDULE: "`dist_schedule` takes `static` alone", "write `dist_schedule(static)`, or leave it out";
    MAP_KIND_HERE: "`map({0}: ..)` is not allowed on `{1}`", "write one of {2}";
    MOVES_NOTHING: "`{0}` names no data to move", "write `{0} {1}`";
    NO_TEAMS: "`{0}({1})`: {2}", "write `{0}(1)`, or leave it out";
    KERNEL: "`kernel` takes a file and a call",
        "write `unsafe(kernel(\"kernels/vadd.cl\", vadd(a, b, n)))`, with variables of the region";
    KERNEL_UNSAFE: "nothing checks what a hand-written kernel does to memory",
        "write `unsafe(kernel(..))`: you promise that it keeps to the arrays it is given and has no race";
    EXPECTED_SECTION: "`{0}` takes variables and sections of arrays", "write `{1}`";

    // Loops.
    MISSING_LOOP: "`{0}` needs a loop", "put it on a `for` loop, such as `for i in 0..n { .. }`";
    NON_CANONICAL: "`{0}` cannot divide a `{1}`: the number of iterations is not known",
        "write a `for` loop over a range";
    ENDLESS: "`{0}` cannot divide an endless range", "give the range an end: `0..n`";
    ZERO_STEP: "`step_by(0)`: the step of a loop must not be zero", "write `step_by(1)`, or leave it out";
    STATEMENT_BEFORE: "statement before the loop of `{0}`", "move it out of the block, or into the loop";
    STATEMENT_AFTER: "statement after the loop of `{0}`", "move it out of the block, or into the loop";
    MULTIPLE_LOOPS: "`{0}` takes one loop, and this is another", "give each loop its own `{0}`";
    COLLAPSE_NEST: "`collapse({0})` needs {0} nested loops, and here is only {1}",
        "write `collapse({1})`, or nest another `for` loop directly";
    COLLAPSE_TWO_LOOPS: "a second loop at one level of a `collapse` nest",
        "keep one loop at each level, or collapse fewer loops";
    COLLAPSE_DEPENDS: "the range of a collapsed loop depends on `{0}`, bound in the loop outside it",
        "make the ranges independent of each other, or remove `collapse`";

    NOT_COUNTED: "`{0}` takes a loop over a range: a device counts iterations", "write `for i in 0..n { .. }`";

    // Control flow and nesting.
    BREAK: "`break` out of the loop of `{0}`",
        "let the iterations run on under a condition: `if !done { .. }`";
    BREAK_OUT: "`break` out of `{0}`", "set a variable in the construct and `break` after it";
    CONTINUE_OUT: "`continue` out of `{0}`",
        "move the loop that it continues into the construct, or guard the rest with `if`";
    CONTINUE_COLLAPSED: "`continue` of a collapsed loop that is not the innermost",
        "continue the innermost loop, or remove `collapse`";
    RETURN: "`return` out of `{0}`", "assign the result to a variable and return it after the construct";
    QUESTION: "`?` out of `{0}`", "keep the `Result` in a variable and use `?` after the construct";
    AWAIT: "`.await` in `{0}`", "await before the construct: its threads run no async code";
    YIELD: "`yield` out of `{0}`", "collect the values in the construct and yield them after it";
    NESTED: "`{0}` closely nested in `{1}`", "{2}";
    DISTRIBUTE_ALONE: "`{0}` needs a `teams` directly around it",
        "write `teams {0}`, or `parallel for` to share the loop among threads";
    LOOP_ALONE: "`loop` needs a `teams` or `parallel` around it", "write `teams loop`, or `parallel for`";
    TEAMS_NOT_ALONE: "`{0}` must be all there is in its `target`",
        "move the other statements into the `teams`, or out of the `target`";
    BARRIER_IN: "`barrier` in `{0}`, which not all threads reach together", "move it after `{0}`";
    SAME_CRITICAL: "`{0}` inside itself would wait for itself",
        "give one of the two another name: `critical(other)`";

    // Devices.
    LENT: "`{0}` is in use by the target region until the `taskwait`", "put `omp!(taskwait);` before this";
    LENT_ON: "`{0}` is in use by target regions until a `taskwait` that is in no block behind the first of them",
        "put another `omp!(taskwait);` in front of the block that this is in";
    NOWAIT_IN_FUTURE: "`nowait` on a target construct in `async` code: who forgets the future forgets to wait",
        "leave out `nowait`, or move the construct and its `taskwait` into a function that is not `async`";
    TASK_BESIDE_NOWAIT: "`task` between a target construct with `nowait` and its `taskwait`",
        "put `omp!(taskwait);` between them, or leave out `nowait`";
    SCALAR_WRITTEN: "`{0}` is written in `{1}`, and no clause says what becomes of the value",
        "add `map(tofrom: {0})` to keep it, or `firstprivate({0})` to drop it";
    CLAUSES_DISAGREE: "`{0}` and the `{1}` around it list one variable in different clauses",
        "list it on `{0}` alone";
    DIVIDED: "`{0}` is divided among the iterations around this `{1}`: a device cannot have one iteration's part",
        "fill a `Vec` declared in the iteration, and copy it to its part of `{0}` behind the `{1}`";
    MAPPED_NOWHERE: "`{0}` is in no clause, and `{1}(none)` asks for one",
        "add `map(tofrom: {0})` or `firstprivate({0})` to the directive";

    // Atomic.
    ATOMIC_READ: "not the form of an atomic read", "write `v = x;`, or `let v = #[omp(atomic read)] x;`";
    ATOMIC_WRITE: "not the form of an atomic write", "write `x = value;`";
    ATOMIC_UPDATE: "not the form of an atomic update",
        "write `x += value;`, `x = x * value;` or `x = x.max(value);`";
    ATOMIC_CAPTURE: "not the form of an atomic capture",
        "write `{ v = x; x += value; }`, `{ x += value; v = x; }`, or `{ x += value; x }` for the value";

    // What a device does not have, in a target region or a function that one calls.
    DEVICE_MACRO: "`{0}!` on a device", "{1}";
    DEVICE_METHOD: "`{0}` is no method that a device has", "{1}";
    DEVICE_FUNCTION: "`{0}` cannot be called on a device", "{1}";
    DEVICE_CALL: "a call of what is no path, on a device",
        "name the function: one with `#[omp(declare target)]`";
    DEVICE_ROUTINE: "`{0}` cannot be called on a device",
        "call it before the region and use the value: `let n = {0}();`";
    DEVICE_CLOSURE: "a closure on a device", "write a function with `#[omp(declare target)]`";
    DEVICE_ITEM: "{0} on a device", "move it out of the region";
    DEVICE_IF_LET: "`let` in a condition, on a device",
        "a device has no `Option`: compare values, or `match` on an integer";
    DEVICE_LET_ELSE: "`let .. else` on a device", "compare values: `if x < limit { .. }`";
    DEVICE_QUESTION: "`?` on a device", "a device has no `Result`: compute the value with a condition";
    DEVICE_AWAIT: "async code on a device", "await before the region: a device runs no async code";
    DEVICE_UNSAFE: "`unsafe` on a device",
        "remove it: `a[i]` is checked on the device, and without cost where that can be done before";
    DEVICE_CONST_BLOCK: "a `const` block on a device", "declare a `const` before the region";
    DEVICE_STRING: "text on a device", "use a number, and make the text of it after the region";
    DEVICE_CHAR: "`char` on a device", "use a number: `b'a'` is a `u8`";
    DEVICE_RANGE_VALUE: "a range as a value, on a device",
        "write it where it is used: `for i in 0..n`, or `&a[lo..hi]`";
    DEVICE_RANGE: "a device loops over ranges", "count: `for k in 0..a.len() { .. a[k] .. }`";
    DEVICE_STEP_REVERSED: "`.rev()` behind `.step_by(..)` on a device",
        "write `.rev().step_by(k)` over the range that starts at the last element";
    DEVICE_STEP_TWICE: "two `.step_by(..)` on a device", "multiply them";
    DEVICE_LOOP_VARIABLE: "a pattern as loop variable, on a device", "use a name: `for i in 0..n`";
    DEVICE_MUT_REFERENCE: "`&mut` on a device",
        "assign to the element or variable itself, or have the function return the new value";
    DEVICE_LABELED_BLOCK: "a labeled block on a device", "use `if` and `else`";
    DEVICE_STATEMENT_VALUE: "a statement as a value, on a device", "write it as a statement of its own, before";
    DEVICE_EXPRESSION: "an expression without a translation for a device", "compute it before the region";
    DEVICE_STRUCT_REST: "`..` in a struct literal, on a device", "write all fields";
    DEVICE_PATTERN: "a pattern without a translation for a device",
        "bind the whole, then its parts: `let x = p.x;`";
    DEVICE_MATCH: "a pattern without a translation for a device",
        "`match` on numbers, `bool` and tuples of them: with literals, constants, ranges, `|`, names or `_`";
    DEVICE_MATCH_EITHER: "a name in one of several patterns, on a device",
        "write an arm for each pattern, or test the value in an `if`";
    DEVICE_DEFERRED_PATTERN: "a pattern without a value, on a device", "declare each variable: `let x;`";
    DEVICE_CFG: "a condition of compilation on a device", "put it on the function, or use `if cfg!(..)` before the region";
    DEVICE_PRIVATE_FIELD: "`{0}` cannot be private on a device", "copy it before the construct, and list the copy";
    DEVICE_APART: "a device cannot tell whether the loop's iterations write elements of their own here",
        "write the loop variables in the order of the loops, and under no other name: `c[i * n + j]`";
    DEVICE_STRIDE: "what a loop variable is multiplied by may change in the loop, on a device",
        "give it a name before the region, and multiply by that";
    DEVICE_SLOT: "a device cannot tell whether the threads have elements of `{0}` of their own here",
        "multiply the thread's number by one length that is set before the region: `{0}[thread * n + j]`";
    DEVICE_INTERVENING: "a statement between collapsed loops, on a device",
        "move it into the innermost loop, or collapse fewer loops";
    DEVICE_CONSTRUCT: "`{0}` on a device", "use `atomic` for updates that meet, or move it out of the region";
    DEVICE_CONSTRUCT_VALUE: "the value of `{0}`, on a device",
        "assign to an array that is mapped, and read it behind a `barrier`";
    DEVICE_FUNCTION_CONSTRUCT: "`{0}` in a `declare target` function", "put it in the target region that calls the function";
    DEVICE_CLAUSE: "`{0}` on a device", "assign to an array that is mapped, and read it after the region";
    DEVICE_ATOMIC: "this form of `atomic` is not one that a device has",
        "write `x += value;`, or with `-`, `*`, `min`, `max`, `&`, `|` or `^`, or `x = x.max(value);`";

    // `declare target`
    DECLARE_ITEM: "`declare target` cannot sit on {0}", "put it on a function, or on a `#[repr(C)]` struct";
    DECLARE_REPR: "`{0}` needs `#[repr(C)]` to mean the same on a device",
        "write `#[repr(C)]` above it";
    DECLARE_FIELDS: "`{0}` has no named fields", "write `struct {0} { x: .., y: .. }`";
    DECLARE_GENERIC_STRUCT: "`declare target` on a generic struct", "write a struct for each type: `struct {0} { x: f64 }`";
    DECLARE_QUALIFIER: "`{0}` on a `declare target` function", "remove it: a device calls plain functions";
    DECLARE_METHOD: "`declare target` on a method", "write a free function with `self` as a parameter: `fn area(shape: Shape) -> f64`";
    DECLARE_MUT_REFERENCE: "a `declare target` function takes no `&mut`", "return the new value";
    DECLARE_IMPL_TRAIT: "`impl Trait` in a `declare target` function", "name the type: `fn f<T: Trait>(x: T)`";
    DECLARE_OUTPUT: "a `declare target` function returns a value", "return a number, an array, a tuple or a struct";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_in_house_style() {
        for (name, rule) in ALL {
            for text in [rule.message, rule.help] {
                assert!(!text.ends_with('.'), "{name}: no final dot");
                assert!(!text.starts_with(char::is_uppercase), "{name}: lower case");
            }
        }
    }
}
