internal import CDNNL
internal import CVectorKernels

/// The widest vector instructions that this process uses: the processor's, or fewer where the environment variable
/// `ONEDNN_MAX_CPU_ISA` says so. Integer products and the vector kernels give the same bits with each of them;
/// `FloatProduct` does not.
public enum InstructionSet: String, Sendable, CaseIterable {
    case avx512
    case avx2
    /// Whatever every processor of this architecture has.
    case portable

    /// What this process uses, the same from start to end.
    public static let current: InstructionSet = {
        let isa = dnnl_get_effective_cpu_isa()
        if isa.rawValue & dnnl_cpu_isa_avx512_core.rawValue == dnnl_cpu_isa_avx512_core.rawValue { return .avx512 }
        if isa.rawValue & dnnl_cpu_isa_avx2.rawValue == dnnl_cpu_isa_avx2.rawValue { return .avx2 }
        return .portable
    }()

    var level: Int32 {
        switch self {
        case .avx512: Int32(CASEBOOK_AVX512)
        case .avx2: Int32(CASEBOOK_AVX2)
        case .portable: Int32(CASEBOOK_PORTABLE)
        }
    }
}
