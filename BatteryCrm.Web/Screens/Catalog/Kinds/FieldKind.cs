namespace BatteryCrm.Web.Screens.Catalog.Kinds;

/// <summary>What a field of a catalogue holds. A value is always a text of one form, the same in a form, a file and a comparison; null = nothing.</summary>
public enum FieldKind
{
    Text,

    /// <summary>Several lines.</summary>
    LongText,

    /// <summary>Other spellings, one a line; jsonb in the database.</summary>
    Aliases,

    /// <summary>The id of a row of another catalogue.</summary>
    Reference,

    /// <summary>Roubles: "4900", "4900.5"; at least 0.</summary>
    Money,

    /// <summary>A whole number, at least 0.</summary>
    Minutes,

    /// <summary>"09:00".</summary>
    Time,
}
