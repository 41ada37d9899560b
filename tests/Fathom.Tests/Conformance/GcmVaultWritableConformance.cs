using System.Runtime.Versioning;
using Fathom.Vault;

namespace Fathom.Tests.Conformance;

[SupportedOSPlatform("linux")]
public sealed class GcmVaultWritableConformance() : VaultWritableConformance(CipherCombo.SivGcm);
