namespace Fathom.Vault;

/// <summary>How a vault's configuration is signed.</summary>
/// <remarks>RFC 7518, section 3.2.</remarks>
internal enum SignatureAlgorithm
{
    /// <summary>HMAC with SHA-256: what Cryptomator writes.</summary>
    HS256,

    /// <summary>HMAC with SHA-384.</summary>
    HS384,

    /// <summary>HMAC with SHA-512.</summary>
    HS512,
}
