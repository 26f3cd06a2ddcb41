using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BatteryCrm.Web.Live.Attendance;

/// <summary>
/// Whether this circuit is a page that somebody has open. A circuit outlives its page by minutes, so that it is the connection that counts; and it learns whose
/// it is only when it is rendered.
/// </summary>
internal sealed class OwnAttendance(AttendanceBook book, CurrentTenant tenant, CurrentOperator current) : CircuitHandler, IDisposable
{
    private readonly Lock gate = new();
    private bool isConnected;
    private bool isKnown;
    private bool isCounted;

    /// <summary>The circuit knows its operator.</summary>
    public void Come() => Count(connected: null, known: true);

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Count(connected: true, known: null);
        return Task.CompletedTask;
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Count(connected: false, known: null);
        return Task.CompletedTask;
    }

    public void Dispose() => Count(connected: false, known: null);

    private void Count(bool? connected, bool? known)
    {
        lock (gate)
        {
            (isConnected, isKnown) = (connected ?? isConnected, known ?? isKnown);
            // The platform's own people have no appeals.
            var counts = isConnected && isKnown && tenant.Id is not null;
            if (counts == isCounted) return;
            isCounted = counts;
            if (counts) book.Come(tenant.Id!.Value, current.Id);
            else book.Leave(tenant.Id!.Value, current.Id);
        }
    }
}
