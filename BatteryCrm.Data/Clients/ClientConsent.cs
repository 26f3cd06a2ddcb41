using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients;

/// <summary>A client agreed to something, and may have taken it back; a row stays as it was given.</summary>
public class ClientConsent : ITenantRow
{
    /// <summary>Characters of <see cref="Note"/>.</summary>
    public const int LongestNote = 500;

    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid ClientId { get; set; }

    /// <summary>One of <see cref="ConsentKinds"/>.</summary>
    public required string Kind { get; set; }
    public DateTimeOffset GivenAt { get; set; }

    /// <summary>Null while it stands.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    /// <summary>One of <see cref="ConsentSources"/>.</summary>
    public required string Source { get; set; }

    /// <summary>Where the paper lies; null = nothing to say.</summary>
    public string? Note { get; set; }

    /// <summary>Who wrote it down; null when nobody did (a form).</summary>
    public Guid? OperatorId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Values of <see cref="ClientConsent.Kind"/>.</summary>
public static class ConsentKinds
{
    /// <summary>That his data are kept and worked with (152-FZ).</summary>
    public const string PersonalData = "personal_data";

    /// <summary>That he is told of offers.</summary>
    public const string Marketing = "marketing";

    public static readonly IReadOnlyList<string> All = [PersonalData, Marketing];
}

/// <summary>Values of <see cref="ClientConsent.Source"/>.</summary>
public static class ConsentSources
{
    public const string Form = "form";
    public const string Chat = "chat";
    public const string Visit = "visit";
    public const string Phone = "phone";
    public const string Import = "import";

    public static readonly IReadOnlyList<string> All = [Form, Chat, Visit, Phone, Import];
}

internal sealed class ClientConsentMap : IEntityTypeConfiguration<ClientConsent>
{
    public void Configure(EntityTypeBuilder<ClientConsent> b)
    {
        b.ToTable("client_consents", t =>
        {
            t.HasCheckConstraint("ck_client_consents_kind", "kind in ('personal_data','marketing')");
            t.HasCheckConstraint("ck_client_consents_source", "source in ('form','chat','visit','phone','import')");
            t.HasCheckConstraint("ck_client_consents_note", "length(note) <= 500");
            t.HasCheckConstraint("ck_client_consents_order", "withdrawn_at >= given_at");
        });
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<ClientConsent, Client>(x => new { x.TenantId, x.ClientId }, c => new { c.TenantId, c.Id });
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.ClientId, x.GivenAt, x.Id }).IsDescending(false, false, true, true).HasDatabaseName("ix_client_consents_client");
    }
}
