using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Parts.Sessions;

/// <param name="IsThis">The one that asks.</param>
public sealed record SessionRow(Guid Id, string? UserAgent, string? Ip, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, bool IsThis);

/// <summary>Browser sessions of an operator: his own for everybody, those of his people for an admin. Whoever else asks sees and ends none.</summary>
public sealed class SessionActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, BrowserSessions sessions, TimeProvider time)
{
    /// <summary>Those that may still be used; the own one first, then the newest sign of life. By ix_operator_sessions_own.</summary>
    public async Task<IReadOnlyList<SessionRow>> ListAsync(Guid operatorId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (!await MayAsync(db, operatorId, cancellation)) return [];
        var (own, since) = (current.Identity.SessionId, time.GetUtcNow() - OperatorSession.Lifetime);
        var rows = await db.OperatorSessions.Where(s => s.OperatorId == operatorId && s.EndedAt == null && s.SeenAt > since).OrderByDescending(s => s.SeenAt).Take(100)
            .Select(s => new SessionRow(s.Id, s.UserAgent, s.Ip, s.CreatedAt, s.SeenAt, s.Id == own)).ToListAsync(cancellation);
        return [.. rows.OrderByDescending(r => r.IsThis)];
    }

    /// <summary>Ends one: its cookie at the next request, its pages at once.</summary>
    /// <returns>False when it had ended already, or may not be ended by who asks.</returns>
    public async Task<bool> EndAsync(Guid operatorId, Guid sessionId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await MayAsync(db, operatorId, cancellation) && await sessions.EndOneAsync(db, sessionId, operatorId, cancellation);
    }

    /// <summary>Ends all but the one that asks.</summary>
    /// <returns>How many.</returns>
    public async Task<int> EndOthersAsync(Guid operatorId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await MayAsync(db, operatorId, cancellation) ? await sessions.EndAllAsync(db, operatorId, current.Identity.SessionId, cancellation) : 0;
    }

    // What the circuit believes of its rights may be a moment old; the database says.
    private async Task<bool> MayAsync(CrmDb db, Guid operatorId, CancellationToken cancellation) =>
        operatorId == current.Id || await db.Operators.AnyAsync(o => o.Id == current.Id && o.IsActive && o.Role == Roles.Admin, cancellation);
}
