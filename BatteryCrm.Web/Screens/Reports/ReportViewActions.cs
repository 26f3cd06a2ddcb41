using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Reports;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>What became of keeping a view.</summary>
public enum KeptView
{
    Done,
    NameMissing,

    /// <summary>Another active view of the same people has it.</summary>
    NameTaken,

    /// <summary>What is everybody's is changed by managers and admins.</summary>
    NotAllowed,
}

/// <summary>A view that whoever looks can open.</summary>
public sealed record NamedReport(Guid Id, string Name, string Address, bool IsShared);

/// <summary>Keeps a report as it is narrowed under a name: everybody for themselves, managers and admins for all.</summary>
public sealed class ReportViewActions(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    private const int Longest = 2000;

    public bool MayShare => current.Identity.IsManager;

    /// <summary>Of everybody and the own ones; by ux_report_views_name.</summary>
    public async Task<IReadOnlyList<NamedReport>> ReadAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var me = current.Id;
        var views = await db.ReportViews.Where(v => v.IsActive && (v.OperatorId == null || v.OperatorId == me)).Select(v => new NamedReport(v.Id, v.Name, v.Address, v.OperatorId == null)).ToListAsync(cancellation);
        return [.. views.OrderBy(v => v.Name, StringComparer.CurrentCulture)];
    }

    /// <param name="address">"leads?period=30d".</param>
    public async Task<KeptView> SaveAsync(string name, string address, bool isShared, CancellationToken cancellation)
    {
        var words = StorableText.Of(name).Trim();
        if (words.Length == 0) return KeptView.NameMissing;
        if (words.Length > ReportView.LongestName) words = words[..ReportView.LongestName].TrimEnd();
        if ((isShared && !current.MayAsManager()) || address.Length > Longest) return KeptView.NotAllowed;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        db.ReportViews.Add(new ReportView { OperatorId = isShared ? null : current.Id, Name = words, Address = address, CreatedBy = current.Id });
        try
        {
            await db.SaveChangesAsync(cancellation);
            return KeptView.Done;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return KeptView.NameTaken;
        }
    }

    /// <summary>Takes it out of the list; its row stays.</summary>
    public async Task<KeptView> ArchiveAsync(Guid id, CancellationToken cancellation)
    {
        var (me, mayShare) = (current.Id, MayShare);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var changed = await db.ReportViews.Where(v => v.Id == id && (v.OperatorId == me || (v.OperatorId == null && mayShare))).ExecuteUpdateAsync(v => v.SetProperty(x => x.IsActive, false), cancellation);
        return changed == 1 ? KeptView.Done : KeptView.NotAllowed;
    }
}
