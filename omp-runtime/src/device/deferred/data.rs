//! `target enter data`, `target exit data` and `target update` with `nowait`.

use super::{
    Deferred,
    depend::Depend,
    lent::{Lent, TakenBack, Use},
    order::before,
    pending::{Access, Copy, Pending, Settled, Until},
};
use crate::device::{
    args::{Arg, Kind, MapType},
    choice::{self, Choice},
    data::{
        lent::{self, Present},
        map::Held,
        scope,
        transfer::Device,
        update,
    },
    failure::Failure,
    opencl::Event,
};

/// Which construct.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Construct {
    Enter,
    Exit,
    Update,
}

impl Deferred<'_> {
    /// `target enter data .. nowait`; see [`enter_data`](crate::device::data::scope::enter_data).
    ///
    /// # Panics
    /// As there. If a variable is lent to another stretch.
    #[track_caller]
    pub fn enter_data(&self, device: Option<i128>, condition: bool, depend: &[Depend], args: &mut [Arg<'_>]) {
        if let Some(mut args) = self.moves(Construct::Enter, (device, condition), depend, args) {
            scope::enter_data(device, condition, args.args());
        }
    }

    /// `target exit data .. nowait`; see [`exit_data`](crate::device::data::update::exit_data).
    ///
    /// # Panics
    /// As there; for a device that fails, when it is waited for. If a variable is lent to another stretch.
    #[track_caller]
    pub fn exit_data(&self, device: Option<i128>, condition: bool, depend: &[Depend], args: &mut [Arg<'_>]) {
        if let Some(mut args) = self.moves(Construct::Exit, (device, condition), depend, args) {
            update::exit_data(device, condition, args.args());
        }
    }

    /// `target update .. nowait`; see [`update`](crate::device::data::update::update).
    ///
    /// # Panics
    /// As there; for a device that fails, when it is waited for. If a variable is lent to another stretch.
    #[track_caller]
    pub fn update(&self, device: Option<i128>, condition: bool, depend: &[Depend], args: &mut [Arg<'_>]) {
        if let Some(mut args) = self.moves(Construct::Update, (device, condition), depend, args) {
            update::update(device, condition, args.args());
        }
    }

    /// Begins to move the data. What it returns is to be moved by the construct that waits; nothing is pending then.
    #[track_caller]
    fn moves<'t, 'a>(
        &self,
        construct: Construct,
        (device, condition): (Option<i128>, bool),
        depend: &[Depend],
        args: &'t mut [Arg<'a>],
    ) -> Option<TakenBack<'t, 'a>> {
        let Choice::Device(device) = choice::choose(device, condition) else { return None };
        if self.has(args) && self.begin_to_move(construct, device, depend, args).is_ok() {
            return None;
        }
        self.complete(usize::MAX);
        // SAFETY: nothing is pending, and the constructs that wait defer nothing.
        Some(unsafe { TakenBack::new(args) })
    }

    #[track_caller]
    fn begin_to_move(
        &self,
        construct: Construct,
        device: &'static Device,
        depend: &[Depend],
        args: &[Arg<'_>],
    ) -> Result<(), Failure> {
        let depend: Vec<_> = depend.iter().map(Access::from).collect();
        let mut moves = Vec::with_capacity(args.len());
        for arg in args {
            let Kind::Deferred(lent) = &arg.kind else { continue };
            // What the host has newer values of is not left to `exit` to find out.
            if lent.bytes > 0 && (lent::present(device, arg)?.is_some() || construct == Construct::Enter) {
                moves.push((arg, lent));
            }
        }
        let access = |&(arg, _): &(&Arg<'_>, &Lent)| Access {
            interval: arg.interval().unwrap_or_default(),
            // On one side or the other.
            write: construct != Construct::Enter,
            until: Until::All,
        };
        let all = || depend.iter().copied().chain(moves.iter().map(access));
        all().for_each(|access| self.make_way(device, &access, false));
        let mut operation = Pending::new(device, String::from("target data"));
        operation.accesses = all().collect();
        let pending = self.pending.borrow();
        let first: Vec<_> = depend.iter().flat_map(|access| before(&pending, access)).collect();
        let mut entered = Vec::new();
        for item in &moves {
            let mut after = first.clone();
            after.extend(before(&pending, &access(item)));
            let (arg, lent) = *item;
            match construct {
                Construct::Enter => entered.push(operation.enter(arg, lent, &after)?),
                Construct::Exit => operation.exit(arg, lent, &after),
                Construct::Update => operation.update(arg, lent, &after)?,
            }
        }
        entered.into_iter().for_each(Held::keep);
        drop(pending);
        self.pending.borrow_mut().push(operation);
        Ok(())
    }
}

impl Pending {
    fn enter(&mut self, arg: &Arg<'_>, lent: &Lent, after: &[&Event]) -> Result<Held, Failure> {
        // SAFETY: the variable is lent until the operation is complete, which waits for the memory; what writes the variable
        // conflicts with our access, and so is in `after`.
        let held = unsafe { lent::enter(self.device, arg, lent, after) }?;
        self.memory.push(Settled(held.storage().clone()));
        Ok(held)
    }

    /// # Panics
    /// If the copy fails: the device has the only one.
    #[track_caller]
    fn exit(&mut self, arg: &Arg<'_>, lent: &Lent, after: &[&Event]) {
        let all = lent.using == Use::Map(MapType::Delete);
        let Some(present) = lent::exit(self.device, arg, all) else { return };
        if matches!(lent.using, Use::Map(map) if map.copies_out()) && lent.exclusive {
            self.copy(arg.name, lent, present, after)
                .unwrap_or_else(|failure| scope::lost(arg.name, &failure));
        }
    }

    fn update(&mut self, arg: &Arg<'_>, lent: &Lent, after: &[&Event]) -> Result<(), Failure> {
        let Some(present) = lent::present(self.device, arg)? else { return Ok(()) };
        if lent.using == Use::Map(MapType::To) {
            let context = self.device.context()?;
            let (storage, offset) = (&present.storage, present.offset);
            storage.name_command();
            let after: Vec<_> = after.iter().copied().chain(storage.arriving()).collect();
            // SAFETY: the variable is lent until the operation is complete, which waits for the copy before it lets go of the
            // memory. What writes the variable, or uses its counterpart, is in `after`, or waits for this event.
            let event = unsafe {
                context.start_write(storage.buffer(), offset, lent.pointer.as_ptr(), lent.bytes, &after)
            }?;
            self.copies.extend(event.map(|event| Copy { event, name: arg.name }));
            self.memory.push(Settled(present.storage));
            return Ok(());
        }
        if lent.exclusive { self.copy(arg.name, lent, present, after) } else { Ok(()) }
    }

    /// Begins to copy the device's values to the host.
    fn copy(
        &mut self,
        name: &'static str,
        lent: &Lent,
        Present { storage, offset }: Present,
        after: &[&Event],
    ) -> Result<(), Failure> {
        let context = self.device.context()?;
        storage.name_command();
        let after: Vec<_> = after.iter().copied().chain(storage.arriving()).collect();
        // SAFETY: the variable is lent exclusively until the operation is complete, which waits for the copy before it lets go
        // of the memory. What uses the variable or writes its counterpart is in `after`, or waits for this event.
        let event = unsafe {
            context.start_read(storage.buffer(), offset, lent.pointer.as_ptr(), lent.bytes, &after)
        }?;
        self.copies.extend(event.map(|event| Copy { event, name }));
        self.memory.push(Settled(storage));
        Ok(())
    }
}
