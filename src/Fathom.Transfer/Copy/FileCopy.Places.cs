namespace Fathom.Transfer;

/// <content>Where the copy is made, how it gets its name, and what is left if it is broken off.</content>
internal sealed partial class FileCopy
{
    // A name that is taken is another run's: the next one is free.
    private const int MaxTries = 100;

    // Where the copy is made; null for its own directory.
    private IWritableNode? _place;

    // Name that the copy has there; null once it has none that is not its own.
    private byte[]? _temporary;

    private long _oldLength;

    private Errno OpenTarget()
    {
        Errno errno = (Options.InPlace, Options.DelayUpdates, _request.Target?.Kind) switch
        {
            (true, _, EntryKind.File) => OpenExisting(),
            (true, _, null) => _request.Directory.CreateFile(_request.Name.Span, ModeBits.Private, isExclusive: true, out _node, out _file),
            (_, true, _) => MakeDelayed(),
            _ => MakeTemporary(_request.Directory),
        };
        return Fail(errno != Errno.None && _result.Action == TransferAction.Backup ? TransferAction.Backup : TransferAction.Make, isSource: false, errno);
    }

    private Errno OpenExisting()
    {
        // What is written over cannot be renamed to its backup.
        Errno errno = _backups is null ? Errno.None : _backups.KeepCopy(_request.Directory, _request.Name.Span, _request.Path.Span, _request.Cancellation);
        if (errno != Errno.None)
        {
            return Fail(TransferAction.Backup, isSource: false, errno);
        }

        errno = _request.Directory.OpenWritable(_request.Name.Span, out _node);
        errno = errno == Errno.None ? _node!.OpenForWriting(out _file) : errno;
        errno = errno == Errno.None ? _file!.ReadAttributes(StatMask.Size, out NodeAttributes there) : Set(out there, errno);
        _oldLength = there.Size;
        return errno;

        static Errno Set(out NodeAttributes none, Errno errno)
        {
            none = default;
            return errno;
        }
    }

    private Errno MakeTemporary(IWritableNode directory)
    {
        Errno errno = Errno.EEXIST;
        for (int i = 0; i < MaxTries && errno == Errno.EEXIST; i++)
        {
            byte[] name = _tools.Names.Next();
            errno = NeedsNode ? Errno.EOPNOTSUPP : directory.CreateNew(name, ModeBits.Private, out _file);
            if (errno == Errno.EOPNOTSUPP)
            {
                errno = directory.CreateFile(name, ModeBits.Private, isExclusive: true, out _node, out _file);
            }

            _temporary = errno == Errno.None ? name : null;
        }

        return errno;
    }

    private Errno MakeDelayed()
    {
        // Who finds the directory empty removes it: another run, or a copy of this one that failed.
        Errno errno = Errno.ENOENT;
        for (int i = 0; i < MaxTries && errno == Errno.ENOENT; i++)
        {
            _place?.Dispose();
            errno = PartialPlace.Make(_request.Directory, Options, out _place);
            errno = errno == Errno.None ? MakeTemporary(_place!) : errno;
        }

        return errno;
    }

    private Errno Complete()
    {
        if (_temporary is null)
        {
            return Errno.None;
        }

        if (_place is not null)
        {
            _delayed!.Add(new DelayedCopy(_request.Path, _temporary));
            _result = _result with { IsDelayed = true };
            return Errno.None;
        }

        Errno errno = Errno.None;
        if (_backups is not null && _request.Target is not null)
        {
            errno = Fail(TransferAction.Backup, isSource: false, _backups.Keep(_request.Directory, _request.Name.Span, _request.Path.Span));
        }

        if (errno == Errno.None)
        {
            errno = _request.Directory.Rename(_temporary, _request.Directory, _request.Name.Span, RenameMode.Replace);
            Fail(TransferAction.Rename, isSource: false, errno);
        }

        if (errno == Errno.None && Options.PartialDirectory is not null)
        {
            PartialPlace.Forget(_request.Directory, Options, _request.Name.Span);
        }

        return errno;
    }

    private void Abandon()
    {
        if (_temporary is null)
        {
            if (_place is not null)
            {
                PartialPlace.RemoveIfEmpty(_request.Directory, Options);
            }

            // Written in place: whatever came of it is there.
            _result = _result with { KeptPartial = _result.Bytes > 0 };
            return;
        }

        bool isBrokenOff = _result.Action is TransferAction.Read or TransferAction.Write && _result.Bytes > 0;
        if (isBrokenOff && TryKeepPartial())
        {
            _result = _result with { KeptPartial = true };
            return;
        }

        // By name: nobody else makes names like that. What cannot be removed is cleaned by the next run.
        (_place ?? _request.Directory).Unlink(_temporary);
        if (_place is not null)
        {
            PartialPlace.RemoveIfEmpty(_request.Directory, Options);
        }
    }

    private bool TryKeepPartial()
    {
        if (_place is not null)
        {
            return (Options.Partial || Options.PartialDirectory is not null)
                && _place.Rename(_temporary!, _place, _request.Name.Span, RenameMode.Replace) == Errno.None;
        }

        if (Options.PartialDirectory is null && !Options.Partial)
        {
            return false;
        }

        // The time stays that of now: the next run must see that this is not the file.
        _ = GiveAttributes(_request.Wanted with { Mtime = null });
        if (Options.PartialDirectory is null)
        {
            return _request.Directory.Rename(_temporary, _request.Directory, _request.Name.Span, RenameMode.Replace) == Errno.None;
        }

        return PartialPlace.Make(_request.Directory, Options, out _place) == Errno.None
            && _request.Directory.Rename(_temporary, _place!, _request.Name.Span, RenameMode.Replace) == Errno.None;
    }
}
