//! What the macro says of a target region: the region's code as a tree, with a numbered slot wherever a type is
//! needed. The macro writes it as constants; rustc fills the slots when the region is reached.
//!
//! The tree is Rust, not C: evaluation order, scopes, overflow and bounds mean what they mean in Rust. Everything in it
//! is `'static` and built at compile time.

/// A type slot: its number among those of the region or function.
pub type TypeSlot = u16;
/// A variable: its number in [`Code::vars`].
pub type VarId = u16;

/// A target construct.
#[derive(Debug)]
pub struct Region {
    /// The function around it: names the kernel.
    pub function: &'static str,
    pub file: &'static str,
    pub line: u32,
    pub code: Code,
    /// How many of the variables come from outside. They are the first of `code.vars`, in the order in which the
    /// launch gets them.
    pub captured: u16,
    pub shape: Shape,
    /// Combined over all teams and threads of the construct.
    pub reductions: &'static [Reduction],
    /// A hand-written kernel that takes the place of the translation.
    pub kernel: Option<Kernel>,
}

/// An OpenCL C source of the program's own.
#[derive(Debug)]
pub struct Kernel {
    pub(crate) source: &'static str,
    /// Its path, for messages.
    pub(crate) path: &'static str,
    pub(crate) name: &'static str,
    /// The captured variables it takes, in its order: a value by value, a slice or mapped scalar as a pointer, a
    /// reduction variable as a pointer to one element for each work-group.
    pub(crate) arguments: &'static [VarId],
}

impl Kernel {
    /// # Safety
    /// The kernel reads and writes no memory but that of its arguments, within their bounds, writes nothing that is mapped
    /// `to`, and has no data race, for whatever values the program launches it with.
    #[must_use]
    pub const unsafe fn new(
        source: &'static str,
        path: &'static str,
        name: &'static str,
        arguments: &'static [VarId],
    ) -> Self {
        Self { source, path, name, arguments }
    }
}

/// What work-items there are.
#[derive(Debug)]
pub enum Shape {
    /// One loop, whose iterations are spread over all threads of all teams. Its ranges are evaluated on the host.
    Loop {
        /// The loop variables, outermost first. Their first values, steps and trip counts come with the launch.
        nest: &'static [VarId],
        body: &'static Block,
        /// One team (`target parallel for`), or a league of them.
        league: bool,
        /// `teams distribute`: each team is one thread.
        single_threads: bool,
    },
    /// A block that each team executes with its initial thread, up to `Parallel` constructs in it.
    Block {
        body: &'static Block,
        /// Whether it is a `teams` construct; otherwise there is one team.
        league: bool,
    },
}

#[derive(Debug)]
pub struct Reduction {
    pub var: VarId,
    pub op: ReductionOp,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReductionOp {
    Add,
    Mul,
    Min,
    Max,
    BitAnd,
    BitOr,
    BitXor,
    LogicalAnd,
    LogicalOr,
}

/// A `declare target` function. Its parameters are the first variables of `code`.
#[derive(Debug)]
pub struct Function {
    pub name: &'static str,
    pub file: &'static str,
    pub line: u32,
    pub code: Code,
    pub params: u16,
    /// The slot of what it returns.
    pub output: TypeSlot,
    pub body: &'static Block,
}

/// What region and function have in common.
#[derive(Debug)]
pub struct Code {
    pub vars: &'static [Var],
    pub types: u16,
    /// How many `Call`s name different functions.
    pub calls: u16,
    /// How many constants: paths whose value the host computes. Only functions have them; a region captures its own.
    pub consts: u16,
}

#[derive(Debug)]
pub struct Var {
    /// As the source has it, for readers of the generated code.
    pub name: &'static str,
    /// For a captured array, the slot of its elements' type.
    pub ty: TypeSlot,
    pub kind: VarKind,
    pub mutable: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VarKind {
    /// A value: a local, a parameter, a captured scalar that is `firstprivate` or a reduction variable. Of a captured one
    /// each thread has a copy, made when it starts.
    Value,
    /// A captured scalar that is mapped: lives in the device's memory, shared by all threads.
    Mapped,
    /// A slice: a captured array, a parameter `&[T]`, `let row = &a[..]`.
    Slice,
}

/// Where a check that fails points to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Site {
    pub line: u32,
    pub column: u32,
}

/// Statements, and the value of the block if it has one.
#[derive(Debug)]
pub struct Block {
    pub stmts: &'static [Stmt],
    pub value: Option<Expr>,
}

pub type ExprRef = &'static Expr;

#[derive(Debug)]
pub enum Expr {
    Int(u128, TypeSlot),
    /// As written, without suffix and underscores.
    Float(&'static str, TypeSlot),
    Bool(bool),
    Var(VarId),
    /// Of a function: the constant of that number and its type.
    Const(u16, TypeSlot),
    /// `T::MAX`, `f64::EPSILON` and so on are constants; this is a routine whose value only the device knows.
    Routine(Routine),
    Unary(UnaryOp, ExprRef),
    /// The site is that of a division's zero.
    Binary(BinaryOp, ExprRef, ExprRef, Site),
    Cast(ExprRef, TypeSlot),
    /// `base[index]`, where base is a slice or a place or value of array type.
    Index(ExprRef, ExprRef, Access),
    /// `&base[lo..hi]`: a slice. `None`: from the start, up to the end.
    Slice(ExprRef, Option<ExprRef>, Option<ExprRef>, Site),
    /// `.x` of a struct, `.0` of a tuple.
    Field(ExprRef, &'static str),
    /// `a.len()`
    Len(ExprRef),
    /// A method of a numeric type, by name: `x.sqrt()`, also written `f64::sqrt(x)`. The site is that of a failing check.
    Method(ExprRef, &'static str, &'static [Expr], Site),
    /// A `declare target` function: its number among the code's calls.
    Call(u16, &'static [Expr]),
    Tuple(&'static [Expr]),
    /// `[a, b, c]`, of the array type in the slot.
    Array(&'static [Expr], TypeSlot),
    /// `[a; N]`, of the array type in the slot.
    Repeat(ExprRef, TypeSlot),
    /// Fields by name, in source order, and the struct type's slot.
    Struct(&'static [(&'static str, Expr)], TypeSlot),
    /// `if` as a value or a statement; a value has both branches. The slot: of the value, `None` for a statement.
    If(ExprRef, &'static Block, Option<&'static Block>, Option<TypeSlot>),
    Match(ExprRef, &'static [Arm], Option<TypeSlot>),
    Block(&'static Block, Option<TypeSlot>),
}

/// The first arm with a pattern that matches and a guard that holds. rustc has checked that one does.
#[derive(Debug)]
pub struct Arm {
    /// Alternatives. Empty: `_`.
    pub patterns: &'static [Pattern],
    /// Binds the whole value.
    pub binding: Option<VarId>,
    pub guard: Option<Expr>,
    pub body: Block,
}

#[derive(Debug)]
pub enum Pattern {
    Value(Expr),
    /// Inclusive; `None` is open.
    Range(Option<Expr>, Option<Expr>),
    /// `lo..hi`
    HalfOpen(Option<Expr>, Expr),
}

/// How the element of an index expression is known to be in bounds and to be the iteration's own.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// The number of this index expression in the code: proofs are kept by it.
    pub id: u16,
    pub site: Site,
    pub own: Own,
}

#[derive(Clone, Copy, Debug)]
pub enum Own {
    /// Nothing to check beyond the bounds: the array is only read, or the index is the iteration's own by its form.
    Exact,
    /// The iteration (or thread) owns `width` elements of which this is number `offset`: checked to be less.
    Row { offset: ExprRef, width: ExprRef },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    Neg,
    /// On `bool` and integers.
    Not,
    /// `*x`, where x is a reference parameter or binding: the value itself.
    Deref,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    BitAnd,
    BitOr,
    BitXor,
    Shl,
    Shr,
    And,
    Or,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Routine {
    TeamNum,
    NumTeams,
    ThreadNum,
    NumThreads,
    MaxThreads,
    ThreadLimit,
    IsInitialDevice,
    DeviceNum,
    InParallel,
    Level,
}

#[derive(Debug)]
pub enum Stmt {
    /// A tuple or array pattern has been taken apart by the macro into one `Let` each.
    Let(VarId, Option<Expr>),
    /// The place: `Var`, `Index`, `Field` or `Unary(Deref, ..)`.
    Assign(Expr, Expr),
    Update(BinaryOp, Expr, Expr, Site),
    /// An expression whose value is dropped: `If`, `Match`, `Block`, `Call`.
    Expr(Expr),
    /// Over `lo..hi` (or `..=`), reversed or with a step where given.
    For {
        var: VarId,
        range: Range,
        body: &'static Block,
        label: Option<&'static str>,
    },
    While {
        condition: Expr,
        body: &'static Block,
        label: Option<&'static str>,
    },
    Loop {
        body: &'static Block,
        label: Option<&'static str>,
    },
    Break(Option<&'static str>),
    Continue(Option<&'static str>),
    /// Of a function. A region has none.
    Return(Option<Expr>),
    Atomic(Atomic),
    Construct(Construct),
}

#[derive(Debug)]
pub struct Range {
    pub lo: Expr,
    pub hi: Expr,
    pub inclusive: bool,
    pub reversed: bool,
    /// `.step_by(k)`; zero is checked at the site.
    pub step: Option<(Expr, Site)>,
}

#[derive(Debug)]
pub enum Atomic {
    /// `into = place`
    Read {
        into: VarId,
        place: Expr,
    },
    Write {
        place: Expr,
        value: Expr,
    },
    /// `place op= value`; with `old` or `new`, the value before or after goes there.
    Update {
        op: AtomicOp,
        place: Expr,
        value: Expr,
        old: Option<VarId>,
        new: Option<VarId>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AtomicOp {
    Binary(BinaryOp),
    /// `place = value op place`
    Reversed(BinaryOp),
    Min,
    Max,
    /// `place = value`, of which the value before is wanted.
    Swap,
}

/// A construct inside of a region of shape `Block`.
#[derive(Debug)]
pub enum Construct {
    /// The threads of the team execute the body.
    Parallel {
        num_threads: Option<Expr>,
        condition: Option<Expr>,
        body: &'static Block,
        private: &'static [Private],
        reductions: &'static [Reduction],
    },
    /// The iterations are spread over `over`.
    Loop {
        over: Over,
        nest: &'static [(VarId, Range)],
        body: &'static Block,
        num_threads: Option<Expr>,
        nowait: bool,
        /// What says which elements an iteration owns, beside the loops' variables: `s` of `a[i + s]`. All who share the
        /// iterations must have the same values.
        agreed: &'static [(Expr, Site)],
        private: &'static [Private],
        reductions: &'static [Reduction],
    },
    Barrier,
    /// The thread of that number, 0 unless there is a filter.
    Masked {
        filter: Option<Expr>,
        body: &'static Block,
    },
    /// One thread; a barrier follows unless `nowait`.
    Single {
        body: &'static Block,
        nowait: bool,
    },
}

/// Whose threads share the iterations of a loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Over {
    /// `distribute`: the initial threads of the league.
    Teams,
    /// `for`: the threads of the team that executes it.
    Threads,
    /// `parallel for`: a new team.
    Parallel,
    /// `distribute parallel for`, and `loop` in a league.
    TeamsParallel,
}

/// `private(x)`: no start; `firstprivate(x)`: the original.
#[derive(Debug)]
pub struct Private {
    pub var: VarId,
    pub original: Option<VarId>,
}
