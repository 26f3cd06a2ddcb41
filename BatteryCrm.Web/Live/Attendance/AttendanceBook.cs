namespace BatteryCrm.Web.Live.Attendance;

/// <summary>Who has a page of this node open, as its circuits say; and what of that is not written down yet.</summary>
internal sealed class AttendanceBook(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(Guid Tenant, Guid Operator), int> pages = [];
    private readonly HashSet<(Guid Tenant, Guid Operator)> came = [];
    private readonly Dictionary<(Guid Tenant, Guid Operator), DateTimeOffset> left = [];
    private readonly System.Threading.Channels.Channel<bool> news =
        System.Threading.Channels.Channel.CreateBounded<bool>(new System.Threading.Channels.BoundedChannelOptions(1) { FullMode = System.Threading.Channels.BoundedChannelFullMode.DropWrite });

    /// <summary>A page of the operator's is connected.</summary>
    public void Come(Guid tenant, Guid operatorId)
    {
        lock (gate)
        {
            var before = pages.GetValueOrDefault((tenant, operatorId));
            pages[(tenant, operatorId)] = before + 1;
            if (before > 0) return;
            left.Remove((tenant, operatorId));
            came.Add((tenant, operatorId));
        }

        news.Writer.TryWrite(true);
    }

    /// <summary>One of the operator's pages is gone: closed, or its connection is lost.</summary>
    public void Leave(Guid tenant, Guid operatorId)
    {
        lock (gate)
        {
            var now = pages.GetValueOrDefault((tenant, operatorId)) - 1;
            if (now > 0)
            {
                pages[(tenant, operatorId)] = now;
                return;
            }

            pages.Remove((tenant, operatorId));
            came.Remove((tenant, operatorId));
            left[(tenant, operatorId)] = clock.GetUtcNow();
        }

        news.Writer.TryWrite(true);
    }

    /// <summary>Waits until somebody came or went, at most so long.</summary>
    public async Task WaitAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var time = Task.Delay(patience, clock, ending.Token);
        var coming = news.Reader.WaitToReadAsync(ending.Token).AsTask();
        await Task.WhenAny(time, coming);
        cancellation.ThrowIfCancellationRequested();
        news.Reader.TryRead(out _);
        await ending.CancelAsync();
    }

    /// <summary>Who came or has gone since that was last written.</summary>
    /// <param name="everybody">Also all others who are here.</param>
    public IReadOnlyList<Sign> Signs(bool everybody)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            IEnumerable<(Guid Tenant, Guid Operator)> here = everybody ? pages.Keys : came;
            return [.. here.Select(k => new Sign(k.Tenant, k.Operator, now, IsHere: true)), .. left.Select(l => new Sign(l.Key.Tenant, l.Key.Operator, l.Value, IsHere: false))];
        }
    }

    /// <summary>These are in the database and need not be said again.</summary>
    public void Written(IReadOnlyList<Sign> signs)
    {
        lock (gate)
        {
            foreach (var sign in signs)
            {
                var key = (sign.TenantId, sign.OperatorId);
                if (sign.IsHere) came.Remove(key);
                else if (left.GetValueOrDefault(key) == sign.At) left.Remove(key);
            }
        }
    }
}

/// <param name="At">When he was here for the last time.</param>
internal sealed record Sign(Guid TenantId, Guid OperatorId, DateTimeOffset At, bool IsHere);
