using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace BatteryCrm.Data;

/// <summary>What the maps say often, in one word each.</summary>
internal static class MapExtensions
{
    /// <summary>Keys are made by the app (<see cref="Ids"/>); the database's default serves hand-written SQL only.</summary>
    public static PropertyBuilder<Guid> HasId(this PropertyBuilder<Guid> property) =>
        property.HasDefaultValueSql("gen_random_uuid()").HasValueGenerator<IdGenerator>();

    public static PropertyBuilder<DateTimeOffset> HasNow(this PropertyBuilder<DateTimeOffset> property) => property.HasDefaultValueSql("now()");

    public static PropertyBuilder<string[]> HasJsonList(this PropertyBuilder<string[]> property)
    {
        property.HasConversion(
            list => JsonSerializer.Serialize(list, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<string[]>(json, JsonSerializerOptions.Default) ?? Array.Empty<string>(),
            new ValueComparer<string[]>((a, b) => (a ?? Array.Empty<string>()).SequenceEqual(b ?? Array.Empty<string>()), a => a.Length, a => a.ToArray()));
        return property.HasColumnType("jsonb").HasDefaultValueSql("'[]'");
    }

    /// <summary>
    /// A reference between two rows of one tenant. It carries the tenant, since foreign keys ignore row-level security: without it a row
    /// could point at another tenant's. Optional when <paramref name="foreignKey"/> holds a nullable id.
    /// </summary>
    public static void RefersTo<TRow, TTarget>(
        this EntityTypeBuilder<TRow> row, Expression<Func<TRow, object?>> foreignKey, Expression<Func<TTarget, object?>> key)
        where TRow : class
        where TTarget : class =>
        row.HasOne<TTarget>().WithMany().HasForeignKey(foreignKey).HasPrincipalKey(key).OnDelete(DeleteBehavior.NoAction);

    private sealed class IdGenerator : ValueGenerator<Guid>
    {
        public override bool GeneratesTemporaryValues => false;

        public override Guid Next(Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry entry) => Ids.New();
    }
}
