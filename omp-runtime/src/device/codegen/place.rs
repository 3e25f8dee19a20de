//! Places: elements, fields, slices of slices; and the checks that they need.

use super::{
    FaultKind,
    body::{Binding, Body},
    module::{Result, scalar_name},
    names::ascii,
    slices::{Section, Slice, Space},
    text::{Level, Value},
};
use crate::device::{
    ir::{Access, Expr, ExprRef, Own, Site, UnaryOp},
    types::Type,
};

impl Body<'_, '_> {
    /// A place, as a C expression that can be assigned to if the variable can.
    pub(super) fn place(&mut self, expr: &'static Expr) -> Result<Value> {
        match expr {
            Expr::Index(base, index, access) => self.element(base, index, access),
            Expr::Field(base, name) => {
                let base = self.place(base)?;
                let ty = self.field_type(base.ty, name)?;
                // A comma in braces would end an argument of a macro, which some functions of OpenCL are.
                let of =
                    if base.text.ends_with('}') { format!("({})", base.text) } else { base.at(Level::Atom) };
                let text = format!("{of}.m_{}", ascii(name));
                Ok(Value { fixed: base.fixed, ..Value::atom(text, ty) })
            }
            Expr::Unary(UnaryOp::Deref, inner) => self.place(inner),
            other => self.value(other),
        }
    }

    fn field_type(&self, ty: &'static Type, name: &str) -> Result<&'static Type> {
        let found = match ty {
            Type::Struct(of) => of.fields.iter().find(|field| field.0 == name).map(|field| field.1),
            Type::Tuple(fields) => name.parse::<usize>().ok().and_then(|k| fields.get(k).copied()),
            _ => None,
        };
        found.map_or_else(|| self.refuse(format!("a field `{name}` of `{}`", ty.rust_name())), Ok)
    }

    /// `base[index]`
    fn element(&mut self, base: ExprRef, index: ExprRef, access: &Access) -> Result<Value> {
        self.line = access.site.line;
        if self.names_slice(base) {
            let slice = self.slice(base)?;
            let index = self.value(index)?;
            self.note_array(base, access);
            return self.slice_element(&slice, index, access);
        }
        let base_of = base;
        let base = self.place(base)?;
        let Type::Array(element, n) = base.ty else {
            return self.refuse(format!("an index into a `{}`", base.ty.rust_name()));
        };
        let base = if base.level == Level::Atom && !base.text.ends_with([')', '}']) {
            base
        } else {
            self.pinned(base)?
        };
        self.note_array(base_of, access);
        let index = self.checked_index(index, &format!("{n}UL"), access)?;
        Ok(Value::atom(format!("{}.v[{index}]", base.text), element))
    }

    /// Has a fault name the array, if it has a name of its own: `a[i][j]` has two arrays in one place.
    fn note_array(&mut self, base: &'static Expr, access: &Access) {
        let name = match base {
            Expr::Unary(UnaryOp::Deref, inner) => return self.note_array(inner, access),
            Expr::Var(var) => self.var_name(*var),
            _ => "",
        };
        if !self.is_proven(access) {
            self.module.arrays.push((self.file, access.site, name));
        }
    }

    fn checked_index(&mut self, index: ExprRef, len: &str, access: &Access) -> Result<String> {
        let index = self.value(index)?;
        let index = self.check_own_row(index, access)?;
        if self.is_proven(access) {
            return Ok(index.text);
        }
        let index = self.pinned(index)?;
        self.check(&format!("{} >= {len}", index.text), FaultKind::Index, access.site, &index.text, len);
        Ok(index.text)
    }

    fn slice_element(&mut self, slice: &Slice, index: Value, access: &Access) -> Result<Value> {
        let mut index = self.check_own_row(index, access)?;
        if !self.is_proven(access) {
            index = self.pinned(index)?;
            let (text, len) = (&index.text, &slice.len);
            self.check(&format!("{text} >= {len}"), FaultKind::Index, access.site, text, len);
            if let Some(section) = &slice.section {
                let failed = format!("{text} - {} >= {}", section.lo, section.count);
                self.check_section(section, &failed, access.site, text);
            }
        }
        let at = match &slice.section {
            Some(section) => format!("{} + {}", index.at(Level::Sum), section.shift),
            None => index.text,
        };
        Ok(Value::atom(format!("{}[{at}]", slice.pointer), slice.element))
    }

    /// Whether the index needs no check.
    fn is_proven(&self, access: &Access) -> bool {
        self.proven.has_bounds(access.id)
    }

    /// An element of the row that the iteration owns: the offset is less than the width.
    fn check_own_row(&mut self, index: Value, access: &Access) -> Result<Value> {
        let Own::Row { offset, width } = access.own else { return Ok(index) };
        if self.proven.has_row(access.id) {
            return Ok(index);
        }
        let [offset, width] = self.operands([offset, width])?;
        let [offset, width] = [self.pinned(offset)?, self.pinned(width)?];
        // A negative offset is a large one.
        let side = |value: &Value| {
            if value.ty.is_signed() { format!("(ulong)(long){}", value.text) } else { value.text.clone() }
        };
        let (offset, width) = (side(&offset), side(&width));
        self.check(&format!("{offset} >= {width}"), FaultKind::Row, access.site, &offset, &width);
        Ok(index)
    }

    /// Whether an expression is a slice, and not an array.
    fn names_slice(&self, expr: &'static Expr) -> bool {
        match expr {
            Expr::Var(var) => self.is_slice(*var),
            Expr::Slice(..) => true,
            Expr::Unary(UnaryOp::Deref, inner) => self.names_slice(inner),
            _ => false,
        }
    }

    /// A slice: one that has a name, a part of one, or an array that is lent as a slice.
    pub(super) fn slice(&mut self, expr: &'static Expr) -> Result<Slice> {
        match expr {
            Expr::Var(var) if self.is_slice(*var) => match self.binding(*var) {
                Binding::Slice(slice) => Ok(slice.clone()),
                Binding::Value { .. } => self.refuse("a value where a slice is needed"),
            },
            Expr::Unary(UnaryOp::Deref, inner) => self.slice(inner),
            Expr::Slice(base, None, None, site) => {
                let slice = self.slice(base)?;
                Ok(self.whole(slice, *site))
            }
            Expr::Slice(base, lo, hi, site) => self.part(base, *lo, *hi, *site),
            place => self.array_as_slice(place),
        }
    }

    fn array_as_slice(&mut self, expr: &'static Expr) -> Result<Slice> {
        let place = self.place(expr)?;
        let Type::Array(element, n) = place.ty else {
            return self.refuse(format!("a slice of a `{}`", place.ty.rust_name()));
        };
        if matches!(expr, Expr::Array(..) | Expr::Repeat(..)) {
            return self.new_array_as_slice(&place, element, *n);
        }
        let (space, written) = self.space_of(expr);
        let place = if place.level == Level::Atom && !place.text.ends_with(')') {
            place
        } else {
            self.pinned(place)?
        };
        let pointer = format!("{}.v", place.text);
        Ok(Slice { space, element, pointer, len: format!("{n}UL"), written, section: None })
    }

    /// `&[x, y]` and `&mut [0; 8]`: C has no address for it before it has a name.
    fn new_array_as_slice(&mut self, array: &Value, element: &'static Type, n: usize) -> Result<Slice> {
        let (name, of) = (self.own_name("t"), self.module.type_name(array.ty)?);
        self.out.line(format_args!("{of} {name} = {};", array.text));
        let (pointer, len) = (format!("{name}.v"), format!("{n}UL"));
        Ok(Slice { space: Space::Private, element, pointer, len, written: true, section: None })
    }

    /// The address space of a place, and whether it may be written.
    pub(super) fn space_of(&self, expr: &'static Expr) -> (Space, bool) {
        let Some(var) = super::uses::root(expr) else { return (Space::Private, false) };
        match self.binding(var) {
            Binding::Value { space, fixed, .. } => (*space, !fixed),
            Binding::Slice(slice) => (slice.space, slice.written),
        }
    }

    /// A slice without a section: the section must be all of it.
    pub(super) fn whole(&mut self, mut slice: Slice, site: Site) -> Slice {
        if let Some(section) = slice.section.take() {
            let failed = format!("{} != 0 || {} != {}", section.lo, section.count, slice.len);
            self.module.arrays.push((self.file, site, section.array));
            let end = format!("{} + {}", section.lo, section.count);
            self.check_range(&failed, FaultKind::Whole, site, "0", (&section.lo, &end));
            slice.pointer = format!("({} + {})", slice.pointer, section.shift);
        }
        slice
    }

    /// `&base[lo..hi]`
    fn part(&mut self, base: ExprRef, lo: Option<ExprRef>, hi: Option<ExprRef>, site: Site) -> Result<Slice> {
        self.line = site.line;
        let slice = self.slice(base)?;
        let lo = lo.map(|lo| self.value(lo)).transpose()?;
        let lo_at = self.out.position();
        let hi = hi.map(|hi| self.value(hi)).transpose()?;
        let mut ends = [lo.unwrap_or_else(|| Value::fixed("0", &Type::Usize))];
        self.settle(&mut ends, lo_at)?;
        let [lo] = ends;
        let hi = match hi {
            Some(hi) => self.pinned(hi)?,
            None => Value::fixed(slice.len.clone(), &Type::Usize),
        };
        self.check_part(&slice, &lo.text, &hi.text, site);
        let (pointer, len) = (self.own_name("part"), self.own_name("len"));
        let element = self.module.memory_name(slice.element)?;
        let ty = slice.pointer_type(&element);
        let shift = slice.section.as_ref().map_or(String::new(), |section| format!(" + {}", section.shift));
        self.out.line(format_args!("{ty}const {pointer} = {} + ({}{shift});", slice.pointer, lo.text));
        let ulong = scalar_name(&Type::Usize);
        self.out.line(format_args!("const {ulong} {len} = {} - {};", hi.text, lo.text));
        Ok(Slice { pointer, len, section: None, ..slice })
    }

    fn check_section(&mut self, section: &Section, failed: &str, site: Site, index: &str) {
        self.module.arrays.push((self.file, site, section.array));
        let end = format!("{} + {}", section.lo, section.count);
        self.check_range(failed, FaultKind::Section, site, index, (&section.lo, &end));
    }

    fn check_part(&mut self, slice: &Slice, lo: &str, hi: &str, site: Site) {
        let len = &slice.len;
        if lo != "0" {
            self.check(&format!("{lo} > {hi}"), FaultKind::SliceOrder, site, lo, hi);
        }
        if hi != len {
            self.check(&format!("{hi} > {len}"), FaultKind::SliceEnd, site, hi, len);
        }
        if let Some(section) = &slice.section {
            let Section { lo: first, count, .. } = section;
            let failed = format!("{lo} < {hi} && ({lo} < {first} || {hi} - {first} > {count})");
            let outside = format!("{lo} < {first} ? {lo} : {hi} - 1");
            self.check_section(section, &failed, site, &outside);
        }
    }

    pub(super) fn len(&mut self, of: ExprRef) -> Result<Value> {
        if self.names_slice(of) {
            let slice = self.slice(of)?;
            return Ok(Value::fixed(slice.len, &Type::Usize));
        }
        let place = self.place(of)?;
        match place.ty {
            Type::Array(_, n) => Ok(Value::fixed(format!("{n}UL"), &Type::Usize)),
            other => self.refuse(format!("the length of a `{}`", other.rust_name())),
        }
    }
}
