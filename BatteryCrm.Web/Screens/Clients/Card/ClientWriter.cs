using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Clients.Card;

/// <summary>What became of something that an operator wrote of a client.</summary>
/// <param name="Now">With <see cref="ClientOutcome.WrittenMeanwhile"/>, what stands there instead; null = nothing.</param>
public sealed record ClientWritten(ClientOutcome Outcome, string? Now = null)
{
    public static readonly ClientWritten Kept = new(ClientOutcome.Kept);
}

public enum ClientOutcome
{
    Kept,

    /// <summary>Somebody else wrote it since this operator looked: both values are theirs to choose from.</summary>
    WrittenMeanwhile,

    /// <summary>No telephone number that could be called.</summary>
    NotAPhone,
    NotAnEmail,

    /// <summary>Nothing is left of it without blanks, or it is too long.</summary>
    NotAValue,

    /// <summary>The client has it already.</summary>
    There,

    /// <summary>It is another operator's.</summary>
    NotYours,

    /// <summary>There is no such client any more: he was merged into another, or never was here.</summary>
    Missing,
}

/// <summary>Runs what is written of one client behind his row's lock, in one transaction with its line of the log and the news of it.</summary>
public sealed class ClientWriter(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    public Guid OperatorId => current.Id;

    /// <param name="work">Writes, and names the fields that it wrote; none = nothing was written.</param>
    /// <param name="isSeenInAppeals">Appeals show it too: a name, a number.</param>
    public async Task<ClientWritten> WriteAsync(
        Guid clientId, Func<CrmDb, DateTimeOffset, Task<(ClientWritten Written, IReadOnlyList<string> Fields)>> work, bool isSeenInAppeals, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (!await ClientDeeds.LockAsync(db, clientId, cancellation)) return new ClientWritten(ClientOutcome.Missing);
        var now = time.GetUtcNow();
        var (written, fields) = await work(db, now);
        if (fields.Count == 0) return written;
        ClientDeeds.Add(db, current.Id, clientId, fields, now);
        await db.SaveChangesAsync(cancellation);
        if (isSeenInAppeals) await ClientDeeds.TellAppealsAsync(db, clientId, now, cancellation);
        await transaction.CommitAsync(cancellation);
        return written;
    }
}
