using System.Runtime.Versioning;
using Fathom.Vault;

namespace Fathom.Tests.Conformance;

[SupportedOSPlatform("linux")]
public sealed class CtrMacVaultWritableConformance() : VaultWritableConformance(CipherCombo.SivCtrMac);
