namespace Fathom.Vault;

/// <summary>How a vault encrypts contents. Names are AES-SIV in both.</summary>
public enum CipherCombo
{
    /// <summary>AES-GCM: what Cryptomator has made since 1.6.</summary>
    SivGcm,

    /// <summary>AES-CTR with HMAC-SHA256.</summary>
    SivCtrMac,
}
