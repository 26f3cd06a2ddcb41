using System.Security.Claims;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Security;

/// <summary>The rows behind the cookies: made by signing in, looked at when a cookie or a circuit is, ended by whoever may.</summary>
public sealed class BrowserSessions(EndedSessions ended, TimeProvider time)
{
    /// <summary>A row for a browser that has just signed in; the operator's very old ones go. In the context's transaction.</summary>
    public async Task<Guid> StartAsync(CrmDb db, Operator user, HttpContext http)
    {
        var (id, now) = (Ids.New(), time.GetUtcNow());
        var agent = Cut(http.Request.Headers.UserAgent.ToString(), OperatorSession.LongestAgent);
        var address = http.Connection.RemoteIpAddress is { } from ? Cut((from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from).ToString(), 45) : null;
        var before = now - (2 * OperatorSession.Lifetime);
        await db.Database.ExecuteSqlAsync(
            $"""
            with old as (delete from operator_sessions where operator_id = {user.Id} and seen_at < {before})
            insert into operator_sessions (id, tenant_id, operator_id, user_agent, ip, created_at, seen_at) values ({id}, {user.TenantId}, {user.Id}, {agent}, {address}, {now}, {now})
            """);
        return id;
    }

    /// <summary>Whether the session goes on and the tenant may work; notes, at most once a minute, that it was seen. One statement.</summary>
    public async Task<bool> IsGoodAsync(CrmDb db, Operator user, Guid session, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        // The same value again is a light update: no index is touched.
        return await db.Database.ExecuteSqlAsync(
            $"""
            update operator_sessions set seen_at = case when seen_at < {now.AddMinutes(-1)} then {now} else seen_at end
            where id = {session} and operator_id = {user.Id} and ended_at is null
                and ({user.TenantId}::uuid is null or exists (select from tenants t where t.id = {user.TenantId} and t.is_active and not t.suspend))
            """, cancellation) == 1;
    }

    /// <summary>Ends those of an operator but one, in the context's transaction; whoever calls it has asked whether he may.</summary>
    /// <param name="but">Null = all.</param>
    /// <returns>How many.</returns>
    public async Task<int> EndAllAsync(CrmDb db, Guid operatorId, Guid? but, CancellationToken cancellation)
    {
        var open = db.OperatorSessions.Where(s => s.OperatorId == operatorId && s.EndedAt == null && s.Id != but);
        var ids = await open.Select(s => s.Id).ToListAsync(cancellation);
        await EndAsync(db, open, cancellation);
        foreach (var id in ids) ended.Add(id);
        return ids.Count;
    }

    /// <summary>Ends one.</summary>
    /// <returns>False when it had ended, or never was his.</returns>
    public async Task<bool> EndOneAsync(CrmDb db, Guid sessionId, Guid operatorId, CancellationToken cancellation)
    {
        var count = await EndAsync(db, db.OperatorSessions.Where(s => s.Id == sessionId && s.OperatorId == operatorId && s.EndedAt == null), cancellation);
        if (count > 0) ended.Add(sessionId);
        return count > 0;
    }

    /// <summary>Ends the session of the cookie with which a request came, if any.</summary>
    /// <param name="factory">The request's.</param>
    /// <param name="came">Who the request came from; signing in puts somebody else in his place.</param>
    public async Task EndThisAsync(IDbContextFactory<CrmDb> factory, ClaimsPrincipal came, CancellationToken cancellation)
    {
        if (OperatorClaims.Read(came) is not { SessionId: { } session } me) return;
        ended.Add(session);
        try
        {
            await using var db = await factory.CreateDbContextAsync(cancellation);
            await EndOneAsync(db, session, me.Id, cancellation);
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e))
        {
            // The cookie goes all the same; the row grows old.
        }
    }

    private Task<int> EndAsync(CrmDb db, IQueryable<OperatorSession> sessions, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return sessions.ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancellation);
    }

    // PostgreSQL takes no U+0000.
    private static string? Cut(string words, int most) =>
        words.Replace("\0", string.Empty, StringComparison.Ordinal).Trim() is { Length: > 0 } kept ? kept[..Math.Min(kept.Length, most)] : null;
}
