import gzip,sys,time
import numpy as np
from needline.text.signs import Signs, looks_of, _MARKS
from needline.text.crf import Crf, mixed
from needline.text.parts import features, TAGS
from trainer import Sequence, train
REF='/work/shared/reference/pos/'
def load(name):
    out=[];cur=[]
    for line in gzip.open(REF+name,'rt',encoding='utf-8'):
        line=line.rstrip('\n')
        if not line:
            if cur: out.append(cur)
            cur=[]
        else:
            w,t=line.split('\t'); cur.append((w.replace(' ',''),t))
    if cur: out.append(cur)
    return out
def seqs(sents):
    out=[]
    for s in sents:
        looks=np.array([looks_of(w) for w,_ in s],np.uint64)
        out.append(Sequence(features(looks,np.zeros(len(s),np.int64)),np.array([TAGS.index(t) for _,t in s])))
    return out
if __name__=='__main__':
    tr,dv=load('ewt_train.tsv.gz'),load('ewt_dev.tsv.gz')
    print(len(tr),sum(map(len,tr)),len(dv))
    m=train(seqs(tr),len(TAGS),bits=17,epochs=8,rate=0.1,l2=float(sys.argv[1]) if len(sys.argv)>1 else 1e-6,linked=False,batch_tokens=1000)
    d=seqs(dv); hit=n=0
    for s in d:
        p=(m.scores(s.features)+m.first).argmax(1); hit+=(p==s.labels).sum(); n+=len(p)
    print('dev accuracy',hit/n)
    np.savez_compressed('/tmp/h5a/pos.npz',weights=m.weights.astype(np.float16),first=m.first)
