using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Tests.Data.Isolation;

/// <summary>What became of a statement.</summary>
internal enum Outcome
{
    /// <summary>It did its work on at least one row.</summary>
    Done,

    /// <summary>It found no row.</summary>
    Hidden,

    /// <summary>Row-level security refused the new row.</summary>
    Policy,

    /// <summary>The role has no such right on the table, whoever's row it is.</summary>
    NoGrant,

    /// <summary>A foreign key was not satisfied.</summary>
    Reference,

    /// <summary>A unique key or an exclusion was not satisfied.</summary>
    Unique,
}

internal static class Outcomes
{
    /// <summary>Runs a statement that returns the number of rows it changed.</summary>
    public static async Task<Outcome> OfAsync(Func<Task<int>> statement)
    {
        try
        {
            return await statement() > 0 ? Outcome.Done : Outcome.Hidden;
        }
        catch (PostgresException e)
        {
            return Of(e);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Outcome.Hidden;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException inner)
        {
            return Of(inner);
        }
    }

    private static Outcome Of(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege when e.MessageText.Contains("row-level security", StringComparison.Ordinal) => Outcome.Policy,
        PostgresErrorCodes.InsufficientPrivilege => Outcome.NoGrant,
        PostgresErrorCodes.ForeignKeyViolation => Outcome.Reference,
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation => Outcome.Unique,
        _ => throw new InvalidOperationException($"An outcome that no probe expects: {e.SqlState} {e.MessageText}", e),
    };
}
