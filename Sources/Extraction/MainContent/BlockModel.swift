/// Tells how likely each text block belongs to the main content.
///
/// Two steps: the page as a whole gets a likelihood for each kind of page and an estimate of how much of its text
/// is content; these join the rows of the blocks, which are judged one by one. The trees are fitted by
/// `Benchmarks/extraction/train.py` to pages whose content is known and are kept in `BlockModel+Table.swift`.
struct BlockModel {
    private let pages: [TreeEnsemble]
    private let blocks: TreeEnsemble

    static let fitted = BlockModel(BlockModelTable.text)

    init(_ table: StaticString) {
        var reader = TableReader(table)
        pages = (0..<BlockFeatures.pageOutputs).map { _ in TreeEnsemble(&reader) }
        blocks = TreeEnsemble(&reader)
    }

    /// The likelihood of each block, and the kind of page; `features` gains the columns of the page.
    func judge(_ features: inout BlockFeatures) -> (blocks: [Float], type: PageType) {
        let summary = features.summary()
        let outputs = pages.map { $0.probabilities(of: summary, width: summary.count)[0] }
        features.fill(outputs)
        let best = outputs.indices.prefix(PageType.allCases.count).max { outputs[$0] < outputs[$1] }
        return (
            blocks.probabilities(of: features.values, width: BlockFeatures.columns),
            best.map { PageType.allCases[$0] } ?? .article
        )
    }
}

/// What a page is for; each kind keeps its text in another way.
package enum PageType: String, Sendable, CaseIterable {
    case article
    case forum
    case product
    case collection
    case listing
    case documentation
    case service
}
