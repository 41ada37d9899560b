using System.Runtime.Versioning;
using Fathom.Vault;

namespace Fathom.Tests.Conformance;

[SupportedOSPlatform("linux")]
public sealed class CtrMacVaultContentConformance() : VaultContentConformance(CipherCombo.SivCtrMac);
