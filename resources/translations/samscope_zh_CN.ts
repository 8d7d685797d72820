<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>samscope::AboutDialog</name>
    <message>
        <source>About samscope</source>
        <translation>关于 samscope</translation>
    </message>
    <message>
        <source>&lt;h3&gt;samscope %1&lt;/h3&gt;&lt;p&gt;Turns SAM and SlimSAM checkpoints into folders that transformers loads, proves it, and shows what they segment.&lt;/p&gt;&lt;p&gt;Free software: GPL-3.0-or-later, without any warranty.&lt;/p&gt;&lt;p&gt;It is made with&lt;/p&gt;&lt;p&gt;%2&lt;/p&gt;</source>
        <translation>&lt;h3&gt;samscope %1&lt;/h3&gt;&lt;p&gt;将 SAM 和 SlimSAM 检查点转换为 transformers 可以加载的文件夹，证明转换无误，并展示它们的分割结果。&lt;/p&gt;&lt;p&gt;自由软件：GPL-3.0-or-later，不提供任何担保。&lt;/p&gt;&lt;p&gt;使用了&lt;/p&gt;&lt;p&gt;%2&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Versions and licences</source>
        <translation>版本与许可证</translation>
    </message>
</context>
<context>
    <name>samscope::AutomaticMaskModel</name>
    <message>
        <source>found from the point (%1, %2)</source>
        <translation>由点 (%1, %2) 找到</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>predicted IoU</source>
        <translation>预测 IoU</translation>
    </message>
    <message>
        <source>stability</source>
        <translation>稳定性</translation>
    </message>
    <message>
        <source>area, px</source>
        <translation>面积，像素</translation>
    </message>
</context>
<context>
    <name>samscope::CandidateButton</name>
    <message>
        <source>Candidate %1</source>
        <translation>候选 %1</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 像素</translation>
    </message>
    <message>
        <source>stability %1</source>
        <translation>稳定性 %1</translation>
    </message>
</context>
<context>
    <name>samscope::CandidatePanel</name>
    <message>
        <source>predicted IoU: the model&apos;s own estimate, may exceed 1</source>
        <translation>预测 IoU：模型自己的估计，可能大于 1</translation>
    </message>
</context>
<context>
    <name>samscope::ComparePage</name>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Models (*.pth *.pt *.bin *.safetensors config.json);;All files (*)</source>
        <translation>模型 (*.pth *.pt *.bin *.safetensors config.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a picture</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.bmp *.webp *.tif *.tiff);;All files (*)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.bmp *.webp *.tif *.tiff);;所有文件 (*)</translation>
    </message>
    <message>
        <source>transformers&apos; names</source>
        <translation>transformers 名称</translation>
    </message>
    <message>
        <source>original names</source>
        <translation>原始名称</translation>
    </message>
    <message>
        <source>%1: drop a model</source>
        <translation>%1：请拖入模型</translation>
    </message>
    <message>
        <source>comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message>
        <source>columns 1 to 3 choose the candidate</source>
        <translation>用第 1 至 3 列选择候选</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>没有图片</translation>
    </message>
    <message>
        <source>Reading the picture…</source>
        <translation>正在读取图片…</translation>
    </message>
    <message>
        <source>The difference shows what only one of them has; white is what both have</source>
        <translation>差异视图显示仅一方拥有的部分；白色为两者共有的部分</translation>
    </message>
    <message>
        <source>Drop a model here: a checkpoint or a Hugging Face folder</source>
        <translation>将模型拖到这里：检查点或 Hugging Face 文件夹</translation>
    </message>
    <message>
        <source>Drop the model to compare it with</source>
        <translation>将要与之比较的模型拖到这里</translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation>将图片拖到这里</translation>
    </message>
    <message>
        <source>Click on the picture: the masks of both models are measured here</source>
        <translation>单击图片：两个模型的掩码将在这里比较</translation>
    </message>
    <message>
        <source>What went wrong</source>
        <translation>出错原因</translation>
    </message>
    <message>
        <source>The two models</source>
        <translation>两个模型</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Model A</source>
        <translation>模型 A</translation>
    </message>
    <message>
        <source>Model B</source>
        <translation>模型 B</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Mask of A</source>
        <translation>A 的掩码</translation>
    </message>
    <message>
        <source>Mask of B</source>
        <translation>B 的掩码</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>卷帘</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>闪烁</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Open model A</source>
        <translation>打开模型 A</translation>
    </message>
    <message>
        <source>Open model B</source>
        <translation>打开模型 B</translation>
    </message>
    <message>
        <source>Remove the last prompt</source>
        <translation>删除最后一个提示</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>Encoders</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>Masks of both models, candidate by candidate</source>
        <translation>两个模型的掩码，按候选逐一比较</translation>
    </message>
    <message>
        <source>Candidate %1</source>
        <translation>候选 %1</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Foreground point at the cursor</source>
        <translation>在光标处放置前景点</translation>
    </message>
    <message>
        <source>Background point at the cursor</source>
        <translation>在光标处放置背景点</translation>
    </message>
    <message>
        <source>Corner of a box at the cursor</source>
        <translation>在光标处放置框的角点</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Drop a picture here, or press %1</source>
        <translation>将图片拖到这里，或按 %1</translation>
    </message>
    <message>
        <source>Border between the pictures and the numbers</source>
        <translation>图片与数值之间的分隔条</translation>
    </message>
    <message>
        <source>click: foreground  ·  right click: background  ·  drag: box  ·  Ctrl+arrows: cursor</source>
        <translation>单击：前景  ·  右击：背景  ·  拖动：框  ·  Ctrl+方向键：光标</translation>
    </message>
    <message>
        <source>Numerics of model A</source>
        <translation>模型 A 的数值方式</translation>
    </message>
    <message>
        <source>Numerics of model B</source>
        <translation>模型 B 的数值方式</translation>
    </message>
    <message>
        <source>Numerics</source>
        <translation>数值方式</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>%1
%2 goes on</source>
        <translation>%1
继续使用 %2</translation>
    </message>
    <message>
        <source>Model %1: %2
</source>
        <translation>模型 %1：%2
</translation>
    </message>
</context>
<context>
    <name>samscope::CompareView</name>
    <message>
        <source>Picture with the mask of model B</source>
        <translation>带有模型 B 掩码的图片</translation>
    </message>
</context>
<context>
    <name>samscope::ComparisonModel</name>
    <message>
        <source>IoU(A, B)</source>
        <translation>IoU(A, B)</translation>
    </message>
    <message>
        <source>Intersection over union of the two masks</source>
        <translation>两个掩码的交并比</translation>
    </message>
    <message>
        <source>predicted IoU A</source>
        <translation>预测 IoU A</translation>
    </message>
    <message>
        <source>A&apos;s own estimate; may exceed 1</source>
        <translation>A 自己的估计；可能大于 1</translation>
    </message>
    <message>
        <source>predicted IoU B</source>
        <translation>预测 IoU B</translation>
    </message>
    <message>
        <source>B&apos;s own estimate; may exceed 1</source>
        <translation>B 自己的估计；可能大于 1</translation>
    </message>
    <message>
        <source>Δ predicted IoU</source>
        <translation>Δ 预测 IoU</translation>
    </message>
    <message>
        <source>B − A</source>
        <translation>B − A</translation>
    </message>
    <message>
        <source>area A (px)</source>
        <translation>面积 A（像素）</translation>
    </message>
    <message>
        <source>Pixels inside A&apos;s mask</source>
        <translation>A 的掩码内的像素数</translation>
    </message>
    <message>
        <source>area B (px)</source>
        <translation>面积 B（像素）</translation>
    </message>
    <message>
        <source>Pixels inside B&apos;s mask</source>
        <translation>B 的掩码内的像素数</translation>
    </message>
    <message>
        <source>boundary mean (px)</source>
        <translation>边界平均（像素）</translation>
    </message>
    <message>
        <source>Mean distance between the two outlines</source>
        <translation>两条轮廓之间的平均距离</translation>
    </message>
    <message>
        <source>boundary max (px)</source>
        <translation>边界最大（像素）</translation>
    </message>
    <message>
        <source>Largest distance between the two outlines (Hausdorff)</source>
        <translation>两条轮廓之间的最大距离（Hausdorff）</translation>
    </message>
</context>
<context>
    <name>samscope::ConversionBatch</name>
    <message>
        <source>Converted to %1</source>
        <translation>已转换到 %1</translation>
    </message>
    <message>
        <source>Conversion stopped; nothing on disk has changed</source>
        <translation>转换已停止；磁盘上没有任何改变</translation>
    </message>
    <message>
        <source>Conversion failed</source>
        <translation>转换失败</translation>
    </message>
    <message>
        <source>%1 converted</source>
        <translation>%1 个已转换</translation>
    </message>
    <message>
        <source>%1 of them differ</source>
        <translation>其中 %1 个有差异</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 个失败</translation>
    </message>
    <message>
        <source>%1 stopped</source>
        <translation>%1 个已停止</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 个等待中</translation>
    </message>
</context>
<context>
    <name>samscope::ConversionQueue</name>
    <message>
        <source>%1 key stands in the way</source>
        <translation>有 %1 个键妨碍转换</translation>
    </message>
    <message>
        <source>%1 keys stand in the way</source>
        <translation>有 %1 个键妨碍转换</translation>
    </message>
    <message>
        <source>; the filter &quot;problems&quot; shows what is wrong</source>
        <translation>；用筛选“问题”查看原因</translation>
    </message>
    <message>
        <source>Name the folder to write.</source>
        <translation>请指定要写入的文件夹。</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>正在读取 %1</translation>
    </message>
    <message>
        <source>Converting %1</source>
        <translation>正在转换 %1</translation>
    </message>
    <message>
        <source>Comparing tensors</source>
        <translation>正在比较张量</translation>
    </message>
    <message>
        <source>Comparing forward passes</source>
        <translation>正在比较前向计算</translation>
    </message>
</context>
<context>
    <name>samscope::ConvertPage</name>
    <message>
        <source>Convert</source>
        <translation>转换</translation>
    </message>
    <message>
        <source>Notes about the checkpoint</source>
        <translation>关于检查点的说明</translation>
    </message>
    <message>
        <source>Convert what can be converted</source>
        <translation>转换所有可转换的检查点</translation>
    </message>
    <message>
        <source>Open checkpoints</source>
        <translation>打开检查点</translation>
    </message>
    <message>
        <source>Convert %1</source>
        <translation>转换 %1 个</translation>
    </message>
    <message>
        <source>Border between the remap log and the tensor</source>
        <translation>重映射日志与张量之间的分隔条</translation>
    </message>
</context>
<context>
    <name>samscope::CopyLabel</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>samscope::DeviceNote</name>
    <message>
        <source>no CUDA driver</source>
        <translation>没有 CUDA 驱动</translation>
    </message>
    <message>
        <source>no CUDA device</source>
        <translation>没有 CUDA 设备</translation>
    </message>
    <message>
        <source>libtorch_cuda.so is not installed</source>
        <translation>未安装 libtorch_cuda.so</translation>
    </message>
    <message>
        <source>the fast numerics run on the CPU</source>
        <translation>快速数值方式在 CPU 上运行</translation>
    </message>
    <message>
        <source>there is no cuda:%1, only %2</source>
        <translation>没有 cuda:%1，只有 %2 个</translation>
    </message>
</context>
<context>
    <name>samscope::DivergencePlot</name>
    <message>
        <source>cosine %1, max |Δ| %2</source>
        <translation>余弦 %1，最大 |Δ| %2</translation>
    </message>
    <message>
        <source>Divergence of the two encoders after each block</source>
        <translation>两个编码器在每个块之后的偏差</translation>
    </message>
    <message>
        <source>Divergence of the two encoders</source>
        <translation>两个编码器的偏差</translation>
    </message>
    <message>
        <source>after block</source>
        <translation>块序号（该块之后）</translation>
    </message>
    <message>
        <source>1 − cosine</source>
        <translation>1 − 余弦</translation>
    </message>
    <message>
        <source>max |Δ|</source>
        <translation>最大 |Δ|</translation>
    </message>
    <message>
        <source>Blocks are not compared: %1</source>
        <translation>块未比较：%1</translation>
    </message>
    <message>
        <source>No difference after any block</source>
        <translation>每个块之后均无差异</translation>
    </message>
    <message>
        <source>Embedding: %1</source>
        <translation>嵌入：%1</translation>
    </message>
    <message>
        <source>Embeddings are not compared: %1</source>
        <translation>嵌入未比较：%1</translation>
    </message>
    <message>
        <source>Shown once both models have encoded a picture</source>
        <translation>两个模型都编码图片后，将在这里显示</translation>
    </message>
    <message>
        <source>after block %1: %2</source>
        <translation>块 %1 之后：%2</translation>
    </message>
    <message>
        <source>Divergence after the chosen block</source>
        <translation>所选块之后的偏差</translation>
    </message>
    <message>
        <source>arrow keys or the mouse choose a block</source>
        <translation>用方向键或鼠标选择一个块</translation>
    </message>
</context>
<context>
    <name>samscope::EverythingPanel</name>
    <message>
        <source>Least predicted IoU</source>
        <translation>最低预测 IoU</translation>
    </message>
    <message>
        <source>Masks whose predicted IoU is not above this are dropped; 0 keeps all</source>
        <translation>模型自己预测不超过此值的掩码会被舍弃；0 表示全部保留</translation>
    </message>
    <message>
        <source>Least stability</source>
        <translation>最低稳定性</translation>
    </message>
    <message>
        <source>Masks that change more with the threshold are dropped; 0 keeps all</source>
        <translation>随阈值变化更大的掩码会被舍弃；0 表示全部保留</translation>
    </message>
    <message>
        <source>Find all masks</source>
        <translation>查找所有掩码</translation>
    </message>
    <message>
        <source>All masks of the picture, found without a prompt, are listed here.</source>
        <translation>无需提示即可找到的图片中所有掩码会列在这里。</translation>
    </message>
    <message>
        <source>Points along a side of the grid</source>
        <translation>网格每边的点数</translation>
    </message>
    <message>
        <source>Points in each row and column of the grid at which the picture is prompted</source>
        <translation>以每行每列这么多点的网格对图片进行提示</translation>
    </message>
    <message>
        <source>Outcome of the search for masks</source>
        <translation>查找掩码的结果</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Predicted IoU over</source>
        <translation>预测 IoU 高于</translation>
    </message>
    <message>
        <source>Stability from</source>
        <translation>稳定性不低于</translation>
    </message>
    <message>
        <source>All masks</source>
        <translation>所有掩码</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>No mask is good enough; lower the limits above</source>
        <translation>没有足够好的掩码；请降低上面的限值</translation>
    </message>
    <message>
        <source>%1 found; click one in the picture or in the table</source>
        <translation>找到 %1 个；在图片或表格中单击选择</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
</context>
<context>
    <name>samscope::EvidenceModel</name>
    <message>
        <source>assumed: %1</source>
        <translation>假定：%1</translation>
    </message>
    <message>
        <source>number</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>where it stands</source>
        <translation>依据</translation>
    </message>
</context>
<context>
    <name>samscope::FirstSteps</name>
    <message>
        <source>Got it</source>
        <translation>知道了</translation>
    </message>
    <message>
        <source>Hide the first steps</source>
        <translation>隐藏入门提示</translation>
    </message>
    <message>
        <source> (%1)</source>
        <translation>（%1）</translation>
    </message>
    <message>
        <source>&lt;b&gt;First steps.&lt;/b&gt;</source>
        <translation>&lt;b&gt;入门提示。&lt;/b&gt;</translation>
    </message>
    <message>
        <source>Convert%1: drop a checkpoint, look at the plan, convert, read the proof.</source>
        <translation>转换%1：拖入检查点，查看计划，转换，阅读证明。</translation>
    </message>
    <message>
        <source>Segment%1: drop a model and a picture, then click on an object%2.</source>
        <translation>分割%1：拖入模型和图片，然后单击物体%2。</translation>
    </message>
    <message>
        <source>; %1 pick a candidate</source>
        <translation>；按 %1 选择候选</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>The menu shows this again.</source>
        <translation>可从菜单再次显示。</translation>
    </message>
    <message>
        <source>%1 shows this again.</source>
        <translation>按 %1 可再次显示。</translation>
    </message>
</context>
<context>
    <name>samscope::GroundTruth</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>no mask yet</source>
        <translation>还没有掩码</translation>
    </message>
    <message>
        <source>Reading the ground truth</source>
        <translation>正在读取真值</translation>
    </message>
    <message>
        <source>is %1 × %2 pixels, the picture is not</source>
        <translation>真值为 %1 × %2 像素，与图片不符</translation>
    </message>
    <message>
        <source>IoU %1</source>
        <translation>IoU %1</translation>
    </message>
    <message>
        <source> (annotation %1, best of %2)</source>
        <translation>（标注 %1，%2 个中最佳）</translation>
    </message>
    <message>
        <source>Comparing with the ground truth</source>
        <translation>正在与真值比较</translation>
    </message>
</context>
<context>
    <name>samscope::HistogramPlot</name>
    <message>
        <source>Histogram of the tensor&apos;s values</source>
        <translation>张量数值的直方图</translation>
    </message>
    <message>
        <source>count</source>
        <translation>计数</translation>
    </message>
</context>
<context>
    <name>samscope::HubPanel</name>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Open in Segment</source>
        <translation>在“分割”中打开</translation>
    </message>
    <message>
        <source>What came of the download</source>
        <translation>下载结果</translation>
    </message>
    <message>
        <source>Open the downloaded model folder in Segment</source>
        <translation>在“分割”中打开下载的模型文件夹</translation>
    </message>
    <message>
        <source>What is downloaded lies in the cache that the Python client shares, and is fetched only once.</source>
        <translation>下载的文件放在与 Python 客户端共用的缓存中，只下载一次。</translation>
    </message>
    <message>
        <source>Another repository</source>
        <translation>其他仓库</translation>
    </message>
    <message>
        <source>What to download</source>
        <translation>要下载的内容</translation>
    </message>
    <message>
        <source>Repository, or a file in it</source>
        <translation>仓库，或其中的一个文件</translation>
    </message>
    <message>
        <source>namespace/name for a model folder, namespace/name/file for one file</source>
        <translation>模型文件夹：命名空间/名称；单个文件：命名空间/名称/文件</translation>
    </message>
    <message>
        <source>Revision: branch, tag or commit</source>
        <translation>版本：分支、标签或提交</translation>
    </message>
    <message>
        <source>Download it</source>
        <translation>开始下载</translation>
    </message>
    <message>
        <source>Downloading; the bar at the bottom tells how far it is</source>
        <translation>正在下载；进度见底部的任务栏</translation>
    </message>
    <message>
        <source>Downloading %1</source>
        <translation>正在下载 %1</translation>
    </message>
    <message>
        <source>Stopped; the next download goes on where this one was</source>
        <translation>已停止；下次下载会从中断处继续</translation>
    </message>
    <message>
        <source>Download stopped</source>
        <translation>下载已停止</translation>
    </message>
    <message>
        <source>Download failed</source>
        <translation>下载失败</translation>
    </message>
    <message>
        <source>Downloaded to %1</source>
        <translation>已下载到 %1</translation>
    </message>
    <message>
        <source>%1 is a model folder, which needs no conversion</source>
        <translation>%1 是模型文件夹，无需转换</translation>
    </message>
</context>
<context>
    <name>samscope::ImageCanvas</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Click for foreground, right click for background, drag for a box; Ctrl with the arrow keys moves a cursor</source>
        <translation>单击为前景，右击为背景，拖动为框；Ctrl 加方向键移动光标</translation>
    </message>
</context>
<context>
    <name>samscope::InferenceEngine</name>
    <message>
        <source>Reading %1</source>
        <translation>正在读取 %1</translation>
    </message>
    <message>
        <source>The model was not loaded: stopped</source>
        <translation>模型未加载：已停止</translation>
    </message>
    <message>
        <source>Stopped; the next prompt starts it again</source>
        <translation>已停止；下一个提示会重新开始</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Loading model %1</source>
        <translation>正在加载模型 %1</translation>
    </message>
    <message>
        <source>Encoding the picture</source>
        <translation>正在编码图片</translation>
    </message>
    <message>
        <source>Encoding with both models</source>
        <translation>正在用两个模型编码</translation>
    </message>
</context>
<context>
    <name>samscope::InputPanel</name>
    <message>
        <source>The model&apos;s input</source>
        <translation>模型输入</translation>
    </message>
    <message>
        <source>Scale, padding and prompts in the model&apos;s input</source>
        <translation>模型输入中的缩放、填充与提示</translation>
    </message>
    <message>
        <source>Open a model and a picture to see what the model sees.</source>
        <translation>打开模型和图片，查看模型看到的内容。</translation>
    </message>
    <message>
        <source>%1 × %2 → %3 × %4, scale %5</source>
        <translation>%1 × %2 → %3 × %4，缩放 %5</translation>
    </message>
    <message>
        <source>padding: %1 px right, %2 px below</source>
        <translation>填充：右侧 %1 像素，下方 %2 像素</translation>
    </message>
    <message>
        <source>point (%1, %2) → (%3, %4)</source>
        <translation>点 (%1, %2) → (%3, %4)</translation>
    </message>
    <message>
        <source>box → (%1, %2), (%3, %4)</source>
        <translation>框 → (%1, %2)，(%3, %4)</translation>
    </message>
</context>
<context>
    <name>samscope::JobBar</name>
    <message>
        <source>%1 of %2 MB</source>
        <translation>%1 / %2 MB</translation>
    </message>
    <message>
        <source>%1 of %2 tensors</source>
        <translation>%1 / %2 个张量</translation>
    </message>
    <message>
        <source>block %1 of %2</source>
        <translation>第 %1 / %2 块</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Progress of the running job</source>
        <translation>当前任务的进度</translation>
    </message>
    <message>
        <source>Stop the running job</source>
        <translation>停止当前任务</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>%1 s left</source>
        <translation>剩余 %1 秒</translation>
    </message>
    <message>
        <source>%1 min left</source>
        <translation>剩余 %1 分钟</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>正在比较</translation>
    </message>
    <message>
        <source>encoding</source>
        <translation>正在编码</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <source>reading back</source>
        <translation>正在读回</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>正在写入</translation>
    </message>
    <message>
        <source>%1 MB/s</source>
        <translation>%1 MB/秒</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>正在校验</translation>
    </message>
    <message>
        <source>committing</source>
        <translation>正在提交</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>uploading</source>
        <translation>正在上传</translation>
    </message>
    <message>
        <source>waiting for another download</source>
        <translation>正在等待另一个下载</translation>
    </message>
    <message>
        <source>waiting to try again</source>
        <translation>正在等待重试</translation>
    </message>
    <message>
        <source>finding masks</source>
        <translation>正在查找掩码</translation>
    </message>
</context>
<context>
    <name>samscope::KeysDialog</name>
    <message>
        <source>Everywhere</source>
        <translation>所有工作区</translation>
    </message>
    <message>
        <source>Convert</source>
        <translation>转换</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>分割</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Outcome of the last change</source>
        <translation>上次更改的结果</translation>
    </message>
    <message>
        <source>Put all back</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <source>%1 already belongs to “%2”; give that one other keys first</source>
        <translation>%1 已用于“%2”；请先为它换一个快捷键</translation>
    </message>
</context>
<context>
    <name>samscope::MainWindow</name>
    <message>
        <source>samscope</source>
        <translation>samscope</translation>
    </message>
    <message>
        <source>Convert</source>
        <translation>转换</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>分割</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>转到“%1”</translation>
    </message>
    <message>
        <source>Stop the running job</source>
        <translation>停止当前任务</translation>
    </message>
</context>
<context>
    <name>samscope::MaskExport</name>
    <message>
        <source>Saving %1</source>
        <translation>正在保存 %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
</context>
<context>
    <name>samscope::MaskPanel</name>
    <message>
        <source>Outline</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Logits as heat map</source>
        <translation>以热图显示 logit</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Area and stability of the mask</source>
        <translation>掩码的面积与稳定性</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Ground truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Mask threshold</source>
        <translation>掩码阈值</translation>
    </message>
    <message>
        <source>Mask threshold in logits</source>
        <translation>掩码阈值（logit）</translation>
    </message>
    <message>
        <source>A pixel is inside where its logit is above this; the model&apos;s own default is 0</source>
        <translation>logit 高于此值的像素属于掩码；模型的默认值为 0</translation>
    </message>
    <message>
        <source>Opacity of the mask, percent</source>
        <translation>掩码的不透明度（百分比）</translation>
    </message>
    <message>
        <source>Blue to green below the threshold, yellow to red above it</source>
        <translation>低于阈值由蓝到绿，高于阈值由黄到红</translation>
    </message>
    <message>
        <source>IoU with the ground truth</source>
        <translation>与真值的 IoU</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Open a ground truth</source>
        <translation>打开真值</translation>
    </message>
    <message>
        <source>A mask (PNG) or annotations (COCO JSON)</source>
        <translation>掩码（PNG）或标注（COCO JSON）</translation>
    </message>
    <message>
        <source>Export the chosen mask</source>
        <translation>导出所选掩码</translation>
    </message>
    <message>
        <source>Mask (PNG)…</source>
        <translation>掩码（PNG）…</translation>
    </message>
    <message>
        <source>COCO run lengths (JSON)…</source>
        <translation>COCO 游程编码（JSON）…</translation>
    </message>
    <message>
        <source>Picture with the mask (PNG)…</source>
        <translation>带掩码的图片（PNG）…</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 像素</translation>
    </message>
    <message>
        <source>%1 % of the picture</source>
        <translation>占图片的 %1 %</translation>
    </message>
    <message>
        <source>stability %1</source>
        <translation>稳定性 %1</translation>
    </message>
    <message>
        <source>stability undefined</source>
        <translation>稳定性无定义</translation>
    </message>
    <message>
        <source>logits %1 to %2</source>
        <translation>logit %1 至 %2</translation>
    </message>
    <message>
        <source>no mask yet</source>
        <translation>还没有掩码</translation>
    </message>
</context>
<context>
    <name>samscope::MismatchModel</name>
    <message>
        <source>differing tensor</source>
        <translation>不同的张量</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>max |Δ|</source>
        <translation>最大 |Δ|</translation>
    </message>
</context>
<context>
    <name>samscope::PanelArea</name>
    <message>
        <source>To the left</source>
        <translation>移到左侧</translation>
    </message>
    <message>
        <source>Move the panel to the left</source>
        <translation>将面板移到左侧</translation>
    </message>
    <message>
        <source>To the right</source>
        <translation>移到右侧</translation>
    </message>
    <message>
        <source>Move the panel to the right</source>
        <translation>将面板移到右侧</translation>
    </message>
    <message>
        <source>To the top</source>
        <translation>移到顶部</translation>
    </message>
    <message>
        <source>Move the panel to the top</source>
        <translation>将面板移到顶部</translation>
    </message>
    <message>
        <source>To the bottom</source>
        <translation>移到底部</translation>
    </message>
    <message>
        <source>Move the panel to the bottom</source>
        <translation>将面板移到底部</translation>
    </message>
    <message>
        <source>Take the panel out, or put it back in</source>
        <translation>取出面板，或放回面板</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Put the panels back</source>
        <translation>恢复面板布局</translation>
    </message>
    <message>
        <source>Into a window of its own</source>
        <translation>放入单独的窗口</translation>
    </message>
    <message>
        <source>Put the focus into the panel first; the menu Panels moves any of them</source>
        <translation>请先将焦点移入面板；“面板”菜单可移动任意面板</translation>
    </message>
    <message>
        <source>Make the panel wider</source>
        <translation>加宽面板</translation>
    </message>
    <message>
        <source>Make the panel narrower</source>
        <translation>缩窄面板</translation>
    </message>
    <message>
        <source>Make the panel higher</source>
        <translation>加高面板</translation>
    </message>
    <message>
        <source>Make the panel lower</source>
        <translation>降低面板</translation>
    </message>
</context>
<context>
    <name>samscope::PicturesPanel</name>
    <message>
        <source>Pictures of the folder</source>
        <translation>文件夹中的图片</translation>
    </message>
    <message>
        <source>The pictures beside the open one appear here</source>
        <translation>这里会显示与所打开图片同一文件夹中的图片</translation>
    </message>
</context>
<context>
    <name>samscope::PredictorChoices</name>
    <message>
        <source>Auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>CUDA</source>
        <translation>CUDA</translation>
    </message>
    <message>
        <source>Reference on a CUDA device, fast where there is none</source>
        <translation>有 CUDA 设备时为参考，没有时为快速</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>快速</translation>
    </message>
    <message>
        <source>float32, with kernels made for this network</source>
        <translation>float32，使用为此网络编写的内核</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>float32 on LibTorch, operation for operation as transformers</source>
        <translation>在 LibTorch 上以 float32 计算，逐个运算与 transformers 相同</translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation>bfloat16</translation>
    </message>
    <message>
        <source>Fast, with the encoder&apos;s linear layers in bfloat16</source>
        <translation>快速，编码器的线性层使用 bfloat16</translation>
    </message>
    <message>
        <source>float16</source>
        <translation>float16</translation>
    </message>
    <message>
        <source>The encoder&apos;s linear layers in float16, on a CUDA device</source>
        <translation>编码器的线性层使用 float16，需要 CUDA 设备</translation>
    </message>
    <message>
        <source>TF32</source>
        <translation>TF32</translation>
    </message>
    <message>
        <source>float32 with products rounded to TF32, on a CUDA device</source>
        <translation>float32，乘积舍入为 TF32，需要 CUDA 设备</translation>
    </message>
    <message>
        <source>CUDA card %1</source>
        <translation>CUDA 显卡 %1</translation>
    </message>
</context>
<context>
    <name>samscope::ProgramMenu</name>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Menu of the program</source>
        <translation>程序菜单</translation>
    </message>
    <message>
        <source>Keyboard shortcuts…</source>
        <translation>键盘快捷键…</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>入门提示</translation>
    </message>
    <message>
        <source>About samscope</source>
        <translation>关于 samscope</translation>
    </message>
    <message>
        <source>Open the menu</source>
        <translation>打开菜单</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>The language changes when samscope is started again</source>
        <translation>重新启动 samscope 后语言生效</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>samscope::PromptHistory</name>
    <message>
        <source>foreground point</source>
        <translation>前景点</translation>
    </message>
    <message>
        <source>background point</source>
        <translation>背景点</translation>
    </message>
    <message>
        <source>box</source>
        <translation>框</translation>
    </message>
    <message>
        <source>mask prompt</source>
        <translation>掩码提示</translation>
    </message>
    <message>
        <source>remove the last prompt</source>
        <translation>删除最后一个提示</translation>
    </message>
    <message>
        <source>clear the prompts</source>
        <translation>清除提示</translation>
    </message>
</context>
<context>
    <name>samscope::ProofPanel</name>
    <message>
        <source>Check tensors</source>
        <translation>检查张量</translation>
    </message>
    <message>
        <source>Verify forward</source>
        <translation>验证前向计算</translation>
    </message>
    <message>
        <source>Written folder</source>
        <translation>已写入的文件夹</translation>
    </message>
    <message>
        <source>Tensor identity</source>
        <translation>张量一致性</translation>
    </message>
    <message>
        <source>Forward differences</source>
        <translation>前向差异</translation>
    </message>
    <message>
        <source>Compare every tensor of the folder with the checkpoint</source>
        <translation>将文件夹中的每个张量与检查点比较</translation>
    </message>
    <message>
        <source>Run both models on the same picture and compare</source>
        <translation>在同一张图片上运行两个模型并比较</translation>
    </message>
    <message>
        <source>Differing tensors</source>
        <translation>不同的张量</translation>
    </message>
    <message>
        <source>Proof: after the conversion, every tensor is compared with the checkpoint, bit for bit.</source>
        <translation>证明：转换之后，每个张量都与检查点逐位比较。</translation>
    </message>
    <message>
        <source>Tensors: not compared yet</source>
        <translation>张量：尚未比较</translation>
    </message>
    <message>
        <source>Forward passes: not compared yet</source>
        <translation>前向计算：尚未比较</translation>
    </message>
    <message>
        <source>Written: %1  ·  %2  ·  %3  ·  read back and compared</source>
        <translation>已写入：%1  ·  %2  ·  %3  ·  已读回并比对</translation>
    </message>
    <message>
        <source>%1 file</source>
        <translation>%1 个文件</translation>
    </message>
    <message>
        <source>%1 files</source>
        <translation>%1 个文件</translation>
    </message>
    <message>
        <source>Tensors: comparing…</source>
        <translation>张量：正在比较…</translation>
    </message>
    <message>
        <source> after casting the source to the written dtype</source>
        <translation>（源已转换为写入的数据类型）</translation>
    </message>
    <message>
        <source>Tensors: %1 of %1 identical%2</source>
        <translation>张量：%1 / %1 完全一致%2</translation>
    </message>
    <message>
        <source>Tensors: %1 of %2 differ, first %3</source>
        <translation>张量：%1 / %2 不同，第一个是 %3</translation>
    </message>
    <message>
        <source>Forward passes: running both models…</source>
        <translation>前向计算：正在运行两个模型…</translation>
    </message>
    <message>
        <source>Forward passes: embedding Δ %1  ·  low-res masks Δ %2  ·  predicted IoU Δ %3%4</source>
        <translation>前向计算：嵌入 Δ %1  ·  低分辨率掩码 Δ %2  ·  预测 IoU Δ %3%4</translation>
    </message>
    <message>
        <source>  (another dtype: reported only)</source>
        <translation>（数据类型不同：仅供参考）</translation>
    </message>
    <message>
        <source>Tensors: not compared: %1</source>
        <translation>张量：未比较：%1</translation>
    </message>
    <message>
        <source>Forward passes: not compared: %1</source>
        <translation>前向计算：未比较：%1</translation>
    </message>
    <message>
        <source>Mask of the checkpoint</source>
        <translation>检查点的掩码</translation>
    </message>
    <message>
        <source>Mask of the written folder</source>
        <translation>已写入的文件夹的掩码</translation>
    </message>
    <message>
        <source>checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>The best mask for a box around the middle of the built-in picture</source>
        <translation>在内置图片中央画框所得的最佳掩码</translation>
    </message>
    <message>
        <source>Push to the Hub…</source>
        <translation>推送到 Hub…</translation>
    </message>
    <message>
        <source>Push the written folder to the Hub</source>
        <translation>把写出的文件夹推送到 Hub</translation>
    </message>
    <message>
        <source>Open in Segment</source>
        <translation>在“分割”中打开</translation>
    </message>
    <message>
        <source>Open the written folder in Segment</source>
        <translation>在“分割”中打开写好的文件夹</translation>
    </message>
</context>
<context>
    <name>samscope::PushModel</name>
    <message>
        <source>new</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>on the Hub</source>
        <translation>Hub 上</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
</context>
<context>
    <name>samscope::PushPanel</name>
    <message>
        <source>a push needs an access token, and there is none</source>
        <translation>推送需要访问令牌，但现在没有</translation>
    </message>
    <message>
        <source>enter one below</source>
        <translation>请在下面输入</translation>
    </message>
    <message>
        <source>private</source>
        <translation>私有</translation>
    </message>
    <message>
        <source>pull request</source>
        <translation>拉取请求</translation>
    </message>
    <message>
        <source>Show the plan</source>
        <translation>显示计划</translation>
    </message>
    <message>
        <source>Push</source>
        <translation>推送</translation>
    </message>
    <message>
        <source>The plan shows every file before anything is sent.</source>
        <translation>发送之前，计划会列出每个文件。</translation>
    </message>
    <message>
        <source>What the push does</source>
        <translation>推送的作用</translation>
    </message>
    <message>
        <source>Repository to push to</source>
        <translation>推送到的仓库</translation>
    </message>
    <message>
        <source>name, or namespace/name</source>
        <translation>名称，或 命名空间/名称</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>Only you see the repository, if it has to be created</source>
        <translation>如需新建仓库，则只有您能看到</translation>
    </message>
    <message>
        <source>Open a pull request instead of a commit on the branch</source>
        <translation>创建拉取请求，而不是直接提交到分支</translation>
    </message>
    <message>
        <source>Show what the push would do</source>
        <translation>显示推送会做什么</translation>
    </message>
    <message>
        <source>Push the files of the plan in one commit</source>
        <translation>把计划中的文件作为一次提交推送</translation>
    </message>
    <message>
        <source>Files of the push</source>
        <translation>要推送的文件</translation>
    </message>
    <message>
        <source>Convert a checkpoint first</source>
        <translation>请先转换一个检查点</translation>
    </message>
    <message>
        <source>Nothing is sent before you have seen the plan</source>
        <translation>看过计划之前不会发送任何内容</translation>
    </message>
    <message>
        <source>Comparing the folder with its checkpoint and with the Hub…</source>
        <translation>正在把文件夹与检查点和 Hub 比较…</translation>
    </message>
    <message>
        <source>Planning the push</source>
        <translation>正在计划推送</translation>
    </message>
    <message>
        <source>Nothing to do: %1 has every file as it is here</source>
        <translation>无需推送：%1 中的文件与这里完全相同</translation>
    </message>
    <message>
        <source>%1 is to be created, private</source>
        <translation>将新建 %1（私有）</translation>
    </message>
    <message>
        <source>%1 is to be created, public</source>
        <translation>将新建 %1（公开）</translation>
    </message>
    <message>
        <source>%1: %2 is at %3</source>
        <translation>%1：%2 位于 %3</translation>
    </message>
    <message>
        <source>Pushing; the bar at the bottom tells how far it is</source>
        <translation>正在推送；进度见底部的任务栏</translation>
    </message>
    <message>
        <source>Pushing to %1</source>
        <translation>正在推送到 %1</translation>
    </message>
    <message>
        <source>Committed: %1</source>
        <translation>已提交：%1</translation>
    </message>
    <message>
        <source>Nothing to do: everything is there</source>
        <translation>无需推送：文件都已存在</translation>
    </message>
    <message>
        <source>Pushed, commit %1</source>
        <translation>已推送，提交 %1</translation>
    </message>
    <message>
        <source>as a pull request</source>
        <translation>以拉取请求的形式</translation>
    </message>
</context>
<context>
    <name>samscope::QueueModel</name>
    <message>
        <source>comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message>
        <source>done, not compared</source>
        <translation>已完成，未比较</translation>
    </message>
    <message>
        <source>done, %1 tensors identical</source>
        <translation>已完成，%1 个张量一致</translation>
    </message>
    <message>
        <source>done, %1 tensors differ</source>
        <translation>已完成，%1 个张量有差异</translation>
    </message>
    <message>
        <source>reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>cannot be converted</source>
        <translation>无法转换</translation>
    </message>
    <message>
        <source>converting…</source>
        <translation>正在转换…</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>variant</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>samscope::QueueView</name>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Checkpoints to convert</source>
        <translation>要转换的检查点</translation>
    </message>
    <message>
        <source>Convert earlier</source>
        <translation>提前转换</translation>
    </message>
    <message>
        <source>Convert later</source>
        <translation>推后转换</translation>
    </message>
    <message>
        <source>Take it off the queue</source>
        <translation>从队列中移除</translation>
    </message>
</context>
<context>
    <name>samscope::ReferenceModel</name>
    <message>
        <source>not run</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>%1
tolerance %2
%3</source>
        <translation>%1
容差 %2
%3</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>expected</source>
        <translation>期望值</translation>
    </message>
    <message>
        <source>got</source>
        <translation>实际值</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>pass</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>warn</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>fail</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>point (%1, %2)</source>
        <translation>点 (%1, %2)</translation>
    </message>
    <message>
        <source>background point (%1, %2)</source>
        <translation>背景点 (%1, %2)</translation>
    </message>
    <message>
        <source>box (%1, %2, %3, %4)</source>
        <translation>框 (%1, %2, %3, %4)</translation>
    </message>
    <message>
        <source>no prompt</source>
        <translation>无提示</translation>
    </message>
</context>
<context>
    <name>samscope::ReferencePanel</name>
    <message>
        <source>Drop a reference pack (.json)</source>
        <translation>将参考包（.json）拖到这里</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Expected scores of a reference pack are compared here.</source>
        <translation>参考包中的期望分数将在这里比较。</translation>
    </message>
    <message>
        <source>Reference pack</source>
        <translation>参考包</translation>
    </message>
    <message>
        <source>Run the reference pack</source>
        <translation>运行参考包</translation>
    </message>
    <message>
        <source>Outcome of the reference pack</source>
        <translation>参考包的结果</translation>
    </message>
    <message>
        <source>Reference table</source>
        <translation>参考表</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Open a reference pack</source>
        <translation>打开参考包</translation>
    </message>
    <message>
        <source>Reference packs (*.json)</source>
        <translation>参考包 (*.json)</translation>
    </message>
    <message>
        <source>All %1 references hold</source>
        <translation>全部 %1 项参考均符合</translation>
    </message>
    <message>
        <source>%1 of %2 references fail</source>
        <translation>%2 项参考中有 %1 项不符</translation>
    </message>
    <message>
        <source>%1: open a model to compare with</source>
        <translation>%1：请打开要比较的模型</translation>
    </message>
    <message>
        <source>%1 has no entry for %2</source>
        <translation>%1 中没有 %2 的条目</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
</context>
<context>
    <name>samscope::RemapFilterRow</name>
    <message>
        <source>renamed</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>duplicated</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Filter by name, rule, shape or hash</source>
        <translation>按名称、规则、形状或哈希筛选</translation>
    </message>
    <message>
        <source>Filter…</source>
        <translation>筛选…</translation>
    </message>
    <message>
        <source>Show rows that are: %1</source>
        <translation>显示以下行：%1</translation>
    </message>
    <message>
        <source>Show rows that a rule has changed</source>
        <translation>只显示某条规则改动的行</translation>
    </message>
    <message>
        <source>Rules are counted as in transformers&apos; KEYS_TO_MODIFY_MAPPING; 22 are the hypernetworks</source>
        <translation>规则编号与 transformers 的 KEYS_TO_MODIFY_MAPPING 一致；22 为超网络规则</translation>
    </message>
    <message>
        <source>every rule</source>
        <translation>全部规则</translation>
    </message>
    <message>
        <source>rule %1 (%2)</source>
        <translation>规则 %1（%2）</translation>
    </message>
</context>
<context>
    <name>samscope::RemapModel</name>
    <message>
        <source>renamed</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>duplicated</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>unexpected</source>
        <translation>多余</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>original name</source>
        <translation>原名称</translation>
    </message>
    <message>
        <source>name in transformers</source>
        <translation>transformers 中的名称</translation>
    </message>
    <message>
        <source>action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>dtype</source>
        <translation>数据类型</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
</context>
<context>
    <name>samscope::RemapView</name>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Totals of the conversion</source>
        <translation>转换总计</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export the remap log</source>
        <translation>导出重映射日志</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>复制行</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>另存为 CSV…</translation>
    </message>
    <message>
        <source>Save the remap log</source>
        <translation>保存重映射日志</translation>
    </message>
    <message>
        <source>Save as JSON…</source>
        <translation>另存为 JSON…</translation>
    </message>
    <message>
        <source>Remap log</source>
        <translation>重映射日志</translation>
    </message>
    <message>
        <source>No checkpoint yet</source>
        <translation>还没有检查点</translation>
    </message>
    <message>
        <source>%1 in → %2 out</source>
        <translation>输入 %1 → 输出 %2</translation>
    </message>
    <message>
        <source>%1 renamed</source>
        <translation>%1 个重命名</translation>
    </message>
    <message>
        <source>%1 kept</source>
        <translation>%1 个保留</translation>
    </message>
    <message>
        <source>%1 duplicated</source>
        <translation>%1 个复制</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>%1 个丢弃</translation>
    </message>
    <message>
        <source>%1 problem</source>
        <translation>%1 个问题</translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation>%1 个问题</translation>
    </message>
    <message>
        <source>%1 of %2 written</source>
        <translation>已写入 %1 / %2</translation>
    </message>
    <message>
        <source>%1 row copied</source>
        <translation>已复制 %1 行</translation>
    </message>
    <message>
        <source>%1 rows copied</source>
        <translation>已复制 %1 行</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>Sort by the column of the cursor</source>
        <translation>按光标所在的列排序</translation>
    </message>
    <message>
        <source>A row appears here as soon as its tensor is written, if the filters above let it through.</source>
        <translation>张量写完后，只要符合上面的筛选条件，就会在这里出现一行。</translation>
    </message>
    <message>
        <source>No row passes the filters above.</source>
        <translation>没有符合上面筛选条件的行。</translation>
    </message>
    <message>
        <source>Drop a checkpoint here, or press %1.</source>
        <translation>将检查点拖到这里，或按 %1。</translation>
    </message>
    <message>
        <source>Drop a checkpoint here.</source>
        <translation>将检查点拖到这里。</translation>
    </message>
    <message>
        <source>Every key will be listed with what becomes of it, before anything is written.</source>
        <translation>写入之前，会先列出每个键及其去向。</translation>
    </message>
    <message>
        <source>Saving %1</source>
        <translation>正在保存 %1</translation>
    </message>
</context>
<context>
    <name>samscope::SegmentPage</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>Models (*.pth *.pt *.bin *.safetensors config.json);;All files (*)</source>
        <translation>模型 (*.pth *.pt *.bin *.safetensors config.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a picture</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Pictures (%1);;All files (*)</source>
        <translation>图片 (%1);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a ground truth</source>
        <translation>打开真值</translation>
    </message>
    <message>
        <source>Masks and annotations (*.png *.json);;All files (*)</source>
        <translation>掩码和标注 (*.png *.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Save the mask</source>
        <translation>保存掩码</translation>
    </message>
    <message>
        <source>COCO (*.json)</source>
        <translation>COCO (*.json)</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>x %1 y %2</source>
        <translation>x %1 y %2</translation>
    </message>
    <message>
        <source>x – y –</source>
        <translation>x – y –</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>logit %1</source>
        <translation>logit %1</translation>
    </message>
    <message>
        <source>encode %1</source>
        <translation>编码 %1</translation>
    </message>
    <message>
        <source>decode %1</source>
        <translation>解码 %1</translation>
    </message>
    <message>
        <source>paint %1</source>
        <translation>绘制 %1</translation>
    </message>
    <message>
        <source>mask prompt</source>
        <translation>掩码提示</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>没有图片</translation>
    </message>
    <message>
        <source>Reading the picture…</source>
        <translation>正在读取图片…</translation>
    </message>
    <message>
        <source>Export the mask</source>
        <translation>导出掩码</translation>
    </message>
    <message>
        <source>Export COCO run lengths</source>
        <translation>导出 COCO 游程编码</translation>
    </message>
    <message>
        <source>Export the picture with the mask</source>
        <translation>导出带掩码的图片</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Remove the last prompt</source>
        <translation>删除最后一个提示</translation>
    </message>
    <message>
        <source>Refine</source>
        <translation>细化</translation>
    </message>
    <message>
        <source>Hover</source>
        <translation>悬停预览</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>下一张图片</translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation>上一张图片</translation>
    </message>
    <message>
        <source>Lower threshold</source>
        <translation>降低阈值</translation>
    </message>
    <message>
        <source>Higher threshold</source>
        <translation>提高阈值</translation>
    </message>
    <message>
        <source>Outline of the mask</source>
        <translation>掩码轮廓</translation>
    </message>
    <message>
        <source>Heat map of the logits</source>
        <translation>logit 热图</translation>
    </message>
    <message>
        <source>Candidate %1</source>
        <translation>候选 %1</translation>
    </message>
    <message>
        <source>Foreground point at the cursor</source>
        <translation>在光标处放置前景点</translation>
    </message>
    <message>
        <source>Background point at the cursor</source>
        <translation>在光标处放置背景点</translation>
    </message>
    <message>
        <source>Corner of a box at the cursor</source>
        <translation>在光标处放置框的角点</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Drop a model here: a checkpoint or a Hugging Face folder</source>
        <translation>将模型拖到这里：检查点或 Hugging Face 文件夹</translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation>将图片拖到这里</translation>
    </message>
    <message>
        <source>What went wrong</source>
        <translation>出错原因</translation>
    </message>
    <message>
        <source>Position, device and times</source>
        <translation>位置、设备与用时</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>Model input</source>
        <translation>模型输入</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Numerics</source>
        <translation>数值方式</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>%1: the next masks start from the chosen one</source>
        <translation>%1：后续掩码从所选掩码开始</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Open a model and a picture first</source>
        <translation>请先打开模型和图片</translation>
    </message>
    <message>
        <source>%1: find all masks without a prompt, or hide them</source>
        <translation>%1：无需提示查找所有掩码，或将其隐藏</translation>
    </message>
    <message>
        <source>no model yet: drop one here, or press %1</source>
        <translation>还没有模型：拖到这里，或按 %1</translation>
    </message>
    <message>
        <source>no model yet: drop one here</source>
        <translation>还没有模型：拖到这里</translation>
    </message>
    <message>
        <source>Drop a picture here, or press %1</source>
        <translation>将图片拖到这里，或按 %1</translation>
    </message>
    <message>
        <source>click: in  ·  right click: out  ·  drag: box  ·  Ctrl+arrows: cursor</source>
        <translation>单击：前景  ·  右击：背景  ·  拖动：框  ·  Ctrl+方向键：光标</translation>
    </message>
    <message>
        <source>%1
%2 goes on</source>
        <translation>%1
继续使用 %2</translation>
    </message>
    <message>
        <source>Running the references</source>
        <translation>正在运行参考</translation>
    </message>
    <message>
        <source>Finding all masks</source>
        <translation>正在查找所有掩码</translation>
    </message>
</context>
<context>
    <name>samscope::SourcePanel</name>
    <message>
        <source>as in the checkpoint</source>
        <translation>与检查点相同</translation>
    </message>
    <message>
        <source>processor: v4 (every version)</source>
        <translation>处理器：v4（所有版本）</translation>
    </message>
    <message>
        <source>processor: v5 (nested)</source>
        <translation>处理器：v5（嵌套）</translation>
    </message>
    <message>
        <source>processor: both</source>
        <translation>处理器：两者</translation>
    </message>
    <message>
        <source>transformers 4.40 to 4.48 cannot load a folder with both files</source>
        <translation>transformers 4.40 至 4.48 无法加载同时含有两个文件的文件夹</translation>
    </message>
    <message>
        <source>Detected</source>
        <translation>自动检测</translation>
    </message>
    <message>
        <source>original names</source>
        <translation>原始名称</translation>
    </message>
    <message>
        <source>%1 tensor</source>
        <translation>%1 个张量</translation>
    </message>
    <message>
        <source>%1 tensors</source>
        <translation>%1 个张量</translation>
    </message>
    <message>
        <source>Drop a SAM or SlimSAM checkpoint here (.pth)</source>
        <translation>将 SAM 或 SlimSAM 检查点（.pth）拖到这里</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Evidence for the detected variant</source>
        <translation>检测到该变体的依据</translation>
    </message>
    <message>
        <source>Why the checkpoint cannot be converted</source>
        <translation>检查点无法转换的原因</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Checkpoint file</source>
        <translation>检查点文件</translation>
    </message>
    <message>
        <source>Open a checkpoint</source>
        <translation>打开检查点</translation>
    </message>
    <message>
        <source>Detected variant</source>
        <translation>检测到的变体</translation>
    </message>
    <message>
        <source>Show the evidence</source>
        <translation>显示依据</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Folder to write</source>
        <translation>要写入的文件夹</translation>
    </message>
    <message>
        <source>The Hugging Face folder to write</source>
        <translation>要写入的 Hugging Face 文件夹</translation>
    </message>
    <message>
        <source>Choose the folder to write</source>
        <translation>选择要写入的文件夹</translation>
    </message>
    <message>
        <source>Element type to write</source>
        <translation>写入的元素类型</translation>
    </message>
    <message>
        <source>Processor files to write</source>
        <translation>写入的处理器文件</translation>
    </message>
    <message>
        <source>Replace a folder that an earlier conversion wrote</source>
        <translation>替换先前转换写入的文件夹</translation>
    </message>
    <message>
        <source>Checkpoints (*.pth *.pt *.bin *.safetensors);;All files (*)</source>
        <translation>检查点 (*.pth *.pt *.bin *.safetensors);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>From the Hub…</source>
        <translation>从 Hub 下载…</translation>
    </message>
    <message>
        <source>Add checkpoints to the queue</source>
        <translation>把检查点加入队列</translation>
    </message>
    <message>
        <source>Download a checkpoint from the Hub</source>
        <translation>从 Hub 下载检查点</translation>
    </message>
    <message>
        <source>Open checkpoints</source>
        <translation>打开检查点</translation>
    </message>
</context>
<context>
    <name>samscope::TensorPanel</name>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>SHA-256 of the tensor</source>
        <translation>张量的 SHA-256</translation>
    </message>
    <message>
        <source>Select a row to see its tensor</source>
        <translation>选择一行以查看其张量</translation>
    </message>
    <message>
        <source>Elements of type %1 are not read</source>
        <translation>不读取类型为 %1 的元素</translation>
    </message>
    <message>
        <source>The checkpoint does not have it</source>
        <translation>检查点中没有此张量</translation>
    </message>
    <message>
        <source>dtype</source>
        <translation>数据类型</translation>
    </message>
    <message>
        <source>shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Reading a tensor</source>
        <translation>正在读取张量</translation>
    </message>
    <message>
        <source>min</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>std</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>NaN</source>
        <translation>NaN</translation>
    </message>
    <message>
        <source>Inf</source>
        <translation>Inf</translation>
    </message>
    <message>
        <source>SHA-256 %1</source>
        <translation>SHA-256 %1</translation>
    </message>
    <message>
        <source>Value of the tensor</source>
        <translation>张量的值</translation>
    </message>
</context>
<context>
    <name>samscope::TokenLine</name>
    <message>
        <source>Access token: kept, but the one of HF_TOKEN goes first</source>
        <translation>访问令牌：已保存，但优先使用 HF_TOKEN 中的令牌</translation>
    </message>
    <message>
        <source>Access token: from HF_TOKEN</source>
        <translation>访问令牌：来自 HF_TOKEN</translation>
    </message>
    <message>
        <source>Access token: kept in %1</source>
        <translation>访问令牌：保存在 %1</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Where the access token comes from</source>
        <translation>访问令牌的来源</translation>
    </message>
    <message>
        <source>Access token of the Hub</source>
        <translation>Hub 的访问令牌</translation>
    </message>
    <message>
        <source>Enter a token (hf_…)</source>
        <translation>输入令牌（hf_…）</translation>
    </message>
    <message>
        <source>Keep the token for later, in a file that only you can read</source>
        <translation>保存令牌以备后用，文件只有您能读取</translation>
    </message>
    <message>
        <source>Access token: none; downloads of public files need none</source>
        <translation>访问令牌：无；下载公开文件不需要令牌</translation>
    </message>
</context>
<context>
    <name>samscope::WipeHandle</name>
    <message>
        <source>Border between A (left) and B (right)</source>
        <translation>A（左）与 B（右）的分界</translation>
    </message>
    <message>
        <source>Drag, or use the arrow keys: A is left of it, B right of it</source>
        <translation>拖动，或使用方向键：左侧为 A，右侧为 B</translation>
    </message>
</context>
</TS>
