using BatteryCrm.Data.Files;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients.Importing;

/// <summary>Clients out of a file: looked at before anything is written, written in the background in steps, undone as one.</summary>
public class ClientImport : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>Who brought the file; all that is written is his deed.</summary>
    public Guid OperatorId { get; set; }

    /// <summary>As his device calls it.</summary>
    public required string FileName { get; set; }

    /// <summary>Null once it has been read: nothing of it is kept.</summary>
    public Guid? FileId { get; set; }

    /// <summary>One of <see cref="ImportEncodings"/>.</summary>
    public required string Encoding { get; set; }

    /// <summary>";", "," or a tab.</summary>
    public required string Separator { get; set; }

    /// <summary>The words of the first line, in order.</summary>
    public string[] Headings { get; set; } = [];

    /// <summary>What each column is, one of <see cref="ImportFields"/>.</summary>
    public string[] Mapping { get; set; } = [];

    /// <summary>Who is here already gets what he lacks; false: is left alone.</summary>
    public bool Fills { get; set; }

    /// <summary>One of <see cref="ImportStates"/>.</summary>
    public string State { get; set; } = ImportStates.Columns;

    /// <summary>Lines with anything in them, without the first.</summary>
    public int Total { get; set; }
    public int Fresh { get; set; }
    public int Known { get; set; }

    /// <summary>The same person as in a line before.</summary>
    public int Doubled { get; set; }
    public int Unreadable { get; set; }
    public int Created { get; set; }
    public int Filled { get; set; }
    public int Skipped { get; set; }
    public int Undone { get; set; }

    /// <summary>Could not be taken back: somebody has worked with them since.</summary>
    public int Kept { get; set; }

    /// <summary>Why it stopped: <c>stopped</c> by a person, <c>failed</c>, <c>tooMany</c> lines, <c>expired</c>; null otherwise.</summary>
    public string? Problem { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public DateTimeOffset? UndoneAt { get; set; }
}

/// <summary>One line of an import and what becomes of it. What it says is kept until it is written.</summary>
public class ClientImportRow : ITenantRow
{
    public Guid ImportId { get; set; }

    /// <summary>As an editor counts them: the headings are line 1.</summary>
    public int Line { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>One of <see cref="ImportVerdicts"/>.</summary>
    public required string Verdict { get; set; }

    /// <summary>Why it cannot be read, or by what somebody is known: phone, email, telegram, vk, several; null for who is new.</summary>
    public string? Reason { get; set; }

    /// <summary>One of <see cref="ImportRowStates"/>.</summary>
    public string State { get; set; } = ImportRowStates.Waiting;

    /// <summary>Who it is, or became; null for who is new, until he is written.</summary>
    public Guid? ClientId { get; set; }
    public string? Name { get; set; }

    /// <summary>E.164.</summary>
    public string? Phone { get; set; }
    public string? Email { get; set; }

    /// <summary>The number of the account, or "@name" in small letters.</summary>
    public string? Telegram { get; set; }
    public string? Vk { get; set; }
    public string? Note { get; set; }

    /// <summary>Parted by commas.</summary>
    public string? Tags { get; set; }
    public bool Consented { get; set; }
    public bool Unsubscribed { get; set; }

    /// <summary>JSON: the fields that were empty and what was written into them; null otherwise.</summary>
    public string? Before { get; set; }
}

/// <summary>Values of <see cref="ClientImport.State"/>.</summary>
public static class ImportStates
{
    /// <summary>Somebody says what the columns are.</summary>
    public const string Columns = "columns";

    /// <summary>The lines are being read and compared.</summary>
    public const string Reading = "reading";

    /// <summary>What would happen can be looked at.</summary>
    public const string Ready = "ready";
    public const string Running = "running";
    public const string Done = "done";
    public const string Undoing = "undoing";
    public const string Undone = "undone";

    /// <summary>Given up before anything was written.</summary>
    public const string Dropped = "dropped";
}

/// <summary>Values of <see cref="ClientImportRow.Verdict"/>.</summary>
public static class ImportVerdicts
{
    public const string Fresh = "fresh";
    public const string Known = "known";
    public const string Doubled = "doubled";
    public const string Unreadable = "unreadable";
}

/// <summary>Values of <see cref="ClientImportRow.State"/>.</summary>
public static class ImportRowStates
{
    public const string Waiting = "waiting";
    public const string Created = "created";
    public const string Filled = "filled";
    public const string Skipped = "skipped";
    public const string Undone = "undone";
    public const string Kept = "kept";
}

/// <summary>Values of <see cref="ClientImport.Encoding"/>.</summary>
public static class ImportEncodings
{
    public const string Utf8 = "utf-8";
    public const string Utf16 = "utf-16";
    public const string Windows1251 = "windows-1251";

    public static readonly IReadOnlyList<string> All = [Utf8, Windows1251, Utf16];
}

/// <summary>Values of <see cref="ClientImport.Mapping"/>.</summary>
public static class ImportFields
{
    public const string Skip = "skip";
    public const string Name = "name";
    public const string Phone = "phone";
    public const string Email = "email";
    public const string Telegram = "telegram";
    public const string Vk = "vk";
    public const string Note = "note";
    public const string Tags = "tags";
    public const string Consent = "consent";
    public const string Unsubscribed = "unsubscribed";

    public static readonly IReadOnlyList<string> All = [Skip, Name, Phone, Email, Telegram, Vk, Note, Tags, Consent, Unsubscribed];
}

internal sealed class ClientImportMap : IEntityTypeConfiguration<ClientImport>, IEntityTypeConfiguration<ClientImportRow>
{
    public void Configure(EntityTypeBuilder<ClientImport> b)
    {
        b.ToTable("client_imports", t => t.HasCheckConstraint("ck_client_imports_state", "state in ('columns','reading','ready','running','done','undoing','undone','dropped')"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Headings).HasJsonList();
        b.Property(x => x.Mapping).HasJsonList();
        b.Property(x => x.Fills).HasDefaultValue(false);
        b.Property(x => x.State).HasDefaultValue(ImportStates.Columns);
        foreach (var count in (string[])["Total", "Fresh", "Known", "Doubled", "Unreadable", "Created", "Filled", "Skipped", "Undone", "Kept"]) b.Property<int>(count).HasDefaultValue(0);
        b.Property(x => x.CreatedAt).HasNow();
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.RefersTo<ClientImport, StoredFile>(x => new { x.TenantId, x.FileId }, f => new { f.TenantId, f.Id });
        b.HasAlternateKey(x => new { x.TenantId, x.Id });
        b.HasIndex(x => new { x.TenantId, x.CreatedAt, x.Id }).IsDescending(false, true, true).HasDatabaseName("ix_client_imports_recent");
        b.HasIndex(x => x.CreatedAt).HasFilter("state in ('columns','reading','ready','running','undoing') or file_id is not null").HasDatabaseName("ix_client_imports_to_do");
    }

    public void Configure(EntityTypeBuilder<ClientImportRow> b)
    {
        b.ToTable("client_import_rows", t =>
        {
            t.HasCheckConstraint("ck_client_import_rows_verdict", "verdict in ('fresh','known','doubled','unreadable')");
            t.HasCheckConstraint("ck_client_import_rows_state", "state in ('waiting','created','filled','skipped','undone','kept')");
        });
        b.HasKey(x => new { x.ImportId, x.Line });
        b.Property(x => x.State).HasDefaultValue(ImportRowStates.Waiting);
        b.Property(x => x.Consented).HasDefaultValue(false);
        b.Property(x => x.Unsubscribed).HasDefaultValue(false);
        b.Property(x => x.Before).HasColumnType("jsonb");
        b.RefersTo<ClientImportRow, ClientImport>(x => new { x.TenantId, x.ImportId }, i => new { i.TenantId, i.Id });
        b.RefersTo<ClientImportRow, Client>(x => new { x.TenantId, x.ClientId }, c => new { c.TenantId, c.Id });
        b.HasIndex(x => new { x.ImportId, x.State, x.Line }).HasDatabaseName("ix_client_import_rows_next");
        b.HasIndex(x => new { x.TenantId, x.ClientId }).HasFilter("client_id is not null").HasDatabaseName("ix_client_import_rows_client");
    }
}
