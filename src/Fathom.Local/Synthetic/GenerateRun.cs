using System.Runtime.ExceptionServices;

using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>The workers of one run and the stack of directories that they share.</summary>
/// <remarks>A job makes about twenty entries, a hundred microseconds or more, so that one lock is enough. Newest first keeps
/// about depth × workers descriptors open. Once a run has failed, the descriptors left are closed by their finalizers.</remarks>
internal sealed class GenerateRun(ShapePlan shape, CancellationToken cancellation)
{
    private readonly Stack<DirectoryJob> _jobs = new();
    private GenerateSummary _summary;
    private ExceptionDispatchInfo? _failure;
    private long _unfinished; // Jobs on the stack and in hand.
    private int _waiting;

    /// <summary>Makes everything below <paramref name="root"/>.</summary>
    internal GenerateSummary Run(SyntheticDirectory root, in DirectoryBudget budget, int workers)
    {
        _jobs.Push(new DirectoryJob(root, null, budget));
        _unfinished = 1;

        Thread[] threads = new Thread[workers];
        for (int i = 0; i < workers; i++)
        {
            threads[i] = new Thread(Work) { Name = $"fathom-gen-{i}", IsBackground = true };
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        _failure?.Throw();
        return _summary;
    }

    private void Work()
    {
        EntryWriter writer = new();
        try
        {
            while (TryTake(out DirectoryJob job))
            {
                do
                {
                    cancellation.ThrowIfCancellationRequested();
                    Fill(writer, in job);
                }
                while (TryKeepOne(writer.Children, out job));
            }
        }
        catch (Exception exception)
        {
            // Thread entry point: Run throws it again.
            Fail(ExceptionDispatchInfo.Capture(exception));
        }

        lock (_jobs)
        {
            _summary = _summary.Plus(writer.Summary);
        }
    }

    private void Fill(EntryWriter writer, in DirectoryJob job)
    {
        SyntheticDirectory directory = job.Name is null ? job.Parent : Open(in job);
        writer.Enter(directory);
        shape.Fill(writer, job.Budget);
        directory.Release();
        if (directory != job.Parent)
        {
            // Not before: files may be hard links to one in the parent.
            job.Parent.Release();
        }
    }

    private SyntheticDirectory Open(in DirectoryJob job)
    {
        Errno errno = Interop.OpenNewDirectory(job.Parent.Handle, job.Name, out SafeFileHandle handle);
        if (errno != Errno.None)
        {
            throw new FathomException("cannot open", job.Parent.PathOf(job.Name), errno);
        }

        return new SyntheticDirectory(handle, job.Parent, job.Name!, job.Budget) { Time = shape.DirectoryTime(job.Budget.Seed) };
    }

    private bool TryTake(out DirectoryJob job)
    {
        lock (_jobs)
        {
            while (_jobs.Count == 0 && _unfinished > 0 && _failure is null)
            {
                _waiting++;
                Monitor.Wait(_jobs);
                _waiting--;
            }

            job = default;
            return _failure is null && _jobs.TryPop(out job);
        }
    }

    /// <summary>Ends a job: its last child stays with this worker, without a hand-over, the others go to the stack.</summary>
    private bool TryKeepOne(List<DirectoryJob> children, out DirectoryJob kept)
    {
        kept = children.Count > 0 ? children[^1] : default;
        if (children.Count == 1 && _failure is null)
        {
            return true;
        }

        lock (_jobs)
        {
            _unfinished += children.Count - 1;
            for (int i = 0; i < children.Count - 1; i++)
            {
                _jobs.Push(children[i]);
            }

            if (_waiting > 0 && (_jobs.Count > 0 || _unfinished == 0))
            {
                Monitor.PulseAll(_jobs);
            }

            return children.Count > 0 && _failure is null;
        }
    }

    private void Fail(ExceptionDispatchInfo failure)
    {
        lock (_jobs)
        {
            _failure ??= failure;
            Monitor.PulseAll(_jobs);
        }
    }
}
