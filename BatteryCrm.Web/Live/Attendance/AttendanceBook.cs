namespace BatteryCrm.Web.Live.Attendance;

/// <summary>Who has a page of this node open, as its circuits say; and what of that is not written down yet.</summary>
internal sealed class AttendanceBook(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(Guid Tenant, Guid Operator), int> pages = [];
    private readonly HashSet<(Guid Tenant, Guid Operator)> came = [];
    private readonly Dictionary<Guid, int> tenants = [];
    private readonly HashSet<Guid> counted = [];
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
            Count(tenant, +1);
            if (before == 0)
            {
                left.Remove((tenant, operatorId));
                came.Add((tenant, operatorId));
            }
        }

        news.Writer.TryWrite(true);
    }

    /// <summary>One of the operator's pages is gone: closed, or its connection is lost.</summary>
    public void Leave(Guid tenant, Guid operatorId)
    {
        lock (gate)
        {
            var now = pages.GetValueOrDefault((tenant, operatorId)) - 1;
            Count(tenant, -1);
            if (now > 0)
            {
                pages[(tenant, operatorId)] = now;
            }
            else
            {
                pages.Remove((tenant, operatorId));
                came.Remove((tenant, operatorId));
                left[(tenant, operatorId)] = clock.GetUtcNow();
            }
        }

        news.Writer.TryWrite(true);
    }

    /// <summary>Pages of the tenant on this node.</summary>
    public int PagesOf(Guid tenant)
    {
        lock (gate) return tenants.GetValueOrDefault(tenant);
    }

    /// <summary>Pages by tenant where they changed since that was last written.</summary>
    /// <param name="everybody">Also those of all others that have some.</param>
    public IReadOnlyList<(Guid Tenant, int Pages)> Counts(bool everybody)
    {
        lock (gate) return [.. (everybody ? tenants.Keys.Union(counted) : counted).Select(t => (t, tenants.GetValueOrDefault(t)))];
    }

    /// <summary>These are in the database and need not be said again.</summary>
    public void Written(IReadOnlyList<(Guid Tenant, int Pages)> counts)
    {
        lock (gate)
        {
            foreach (var (tenant, number) in counts)
                if (tenants.GetValueOrDefault(tenant) == number) counted.Remove(tenant);
        }
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

    private void Count(Guid tenant, int by)
    {
        var now = tenants.GetValueOrDefault(tenant) + by;
        if (now > 0) tenants[tenant] = now;
        else tenants.Remove(tenant);
        counted.Add(tenant);
    }
}

/// <param name="At">When he was here for the last time.</param>
internal sealed record Sign(Guid TenantId, Guid OperatorId, DateTimeOffset At, bool IsHere);
