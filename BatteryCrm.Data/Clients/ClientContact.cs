using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients;

/// <summary>A further phone or e-mail of a client, beside those of <see cref="Client"/>. One that was only typed in a chat (<see cref="ContactSources.Chat"/>) is a hint at who he may be, not shown as his.</summary>
public class ClientContact : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid ClientId { get; set; }

    /// <summary>One of <see cref="ContactKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>E.164, or an e-mail in small letters; a client has it once.</summary>
    public required string Value { get; set; }

    /// <summary>As somebody wrote it.</summary>
    public required string Typed { get; set; }

    /// <summary>Whose or what for, in an operator's words; null without any.</summary>
    public string? Label { get; set; }

    /// <summary>One of <see cref="ContactSources"/>.</summary>
    public required string Source { get; set; }

    /// <summary>Certainly his.</summary>
    public bool IsVerified { get; set; }

    /// <summary>Who entered it; null when no operator did.</summary>
    public Guid? OperatorId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Values of <see cref="ClientContact.Kind"/>.</summary>
public static class ContactKinds
{
    public const string Phone = "phone";
    public const string Email = "email";
}

/// <summary>Values of <see cref="ClientContact.Source"/>.</summary>
public static class ContactSources
{
    public const string Operator = "operator";

    /// <summary>Written in a conversation, perhaps about somebody else.</summary>
    public const string Chat = "chat";
    public const string Form = "form";
    public const string Import = "import";
}

internal sealed class ClientContactMap : IEntityTypeConfiguration<ClientContact>
{
    public void Configure(EntityTypeBuilder<ClientContact> b)
    {
        b.ToTable("client_contacts", t =>
        {
            t.HasCheckConstraint("ck_client_contacts_kind", "kind in ('phone','email')");
            t.HasCheckConstraint("ck_client_contacts_source", "source in ('operator','chat','form','import')");
        });
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsVerified).HasDefaultValue(false);
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<ClientContact, Client>(x => new { x.TenantId, x.ClientId }, c => new { c.TenantId, c.Id });
        b.HasOne<Operators.Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.ClientId, x.Kind, x.Value }).IsUnique().HasDatabaseName("ux_client_contacts_value");

        // Whose is it?
        b.HasIndex(x => new { x.TenantId, x.Kind, x.Value }).HasDatabaseName("ix_client_contacts_whose");
    }
}
